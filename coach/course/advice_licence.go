package course

import (
	"regexp"
	"slices"
	"strings"
)

// licenceIDs are the identifiers that the SPDX licence list
// (https://spdx.org/licenses/) gives to licences under which learning material is
// found, with the versions of Creative Commons written out by licenceID.
var licenceIDs = []string{
	"0BSD", "AGPL-3.0-only", "AGPL-3.0-or-later", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CC-PDDC",
	"CDLA-Permissive-1.0", "CDLA-Permissive-2.0", "CDLA-Sharing-1.0", "EUPL-1.2",
	"GFDL-1.1-only", "GFDL-1.1-or-later", "GFDL-1.2-only", "GFDL-1.2-or-later", "GFDL-1.3-only", "GFDL-1.3-or-later",
	"GPL-2.0-only", "GPL-2.0-or-later", "GPL-3.0-only", "GPL-3.0-or-later", "ISC", "LGPL-2.1-only", "LGPL-2.1-or-later",
	"LGPL-3.0-only", "LGPL-3.0-or-later", "MIT", "MIT-0", "MPL-2.0", "ODC-By-1.0", "ODbL-1.0", "OGL-UK-1.0", "OGL-UK-2.0",
	"OGL-UK-3.0", "PDDL-1.0", "Unlicense", "WTFPL",
}

var (
	creativeCommons = regexp.MustCompile(`^cc-by(-nc)?(-nd|-sa)?-(1\.0|2\.0|2\.5|3\.0|4\.0)(-[a-z]{2,4})?$`)
	ccByWords       = regexp.MustCompile(`^(?:cc|creative-commons)-?by((?:-nc)?(?:-nd|-sa)?)-?v?([1-4]\.[05])?$`)
	notInLicences   = regexp.MustCompile(`[^a-z0-9.]+`)
)

// ownLicences say that nobody else may use a text, which is clear as well.
var ownLicences = []string{"all-rights-reserved", "proprietary", "public-domain", "publicdomain"}

// licenceID tells whether a licence is clear: an identifier of SPDX, also with
// spaces for its hyphens ("CC BY 4.0") or behind "LicenseRef-", or the address of
// a licence of Creative Commons. If not, meant is the identifier that was probably
// meant, or empty.
func licenceID(said string) (isClear bool, meant string) {
	if strings.HasPrefix(said, "LicenseRef-") || strings.Contains(said, "creativecommons.org/licenses/") || strings.Contains(said, "creativecommons.org/publicdomain/") {
		return true, ""
	}
	word := strings.Trim(notInLicences.ReplaceAllString(strings.ToLower(said), "-"), "-")
	isID := func(id string) bool { return strings.EqualFold(id, word) }
	if creativeCommons.MatchString(word) || slices.ContainsFunc(licenceIDs, isID) || slices.Contains(ownLicences, word) {
		return true, ""
	}
	if word == "cc0" || word == "cc-0" {
		return true, ""
	}
	if m := ccByWords.FindStringSubmatch(word); m != nil {
		version := m[2]
		if version == "" {
			version = "4.0"
		}
		return false, "CC-BY" + strings.ToUpper(m[1]) + "-" + version
	}
	lower := make([]string, len(licenceIDs))
	for i, id := range licenceIDs {
		lower[i] = strings.ToLower(id)
	}
	if i := slices.Index(lower, nearest(word, lower)); i >= 0 {
		return false, licenceIDs[i]
	}
	return false, ""
}

// licences looks for licences that a reader could not name, in the course and in
// its items: a same word once.
func (a *adviser) licences() {
	seen := make(map[string]bool)
	look := func(licence string, path []any) {
		if licence == "" || seen[licence] {
			return
		}
		seen[licence] = true
		isClear, meant := licenceID(licence)
		switch {
		case isClear:
		case meant != "":
			a.add(path, "licence %q is unclear: did you mean %s? Write an identifier of https://spdx.org/licenses", clip(licence), meant)
		default:
			a.add(path, "licence %q is unclear, so nobody knows what they may do with the course: write an identifier of https://spdx.org/licenses, like CC-BY-4.0", clip(licence))
		}
	}
	look(a.course.Licence, at("licence"))
	for i := range a.course.Items {
		look(a.course.Items[i].Licence, at("items", i, "licence"))
	}
}
