package convert

import (
	"regexp"
	"strings"
)

var (
	namedLicence = regexp.MustCompile(`(?i)\bcc[ -]?by\b|\bcc[ -]?0\b|\bcreative ?commons\b|\bpublic domain\b|\b(?:mit|gpl|lgpl|agpl|gfdl|apache|bsd)\b`)
	ccAddress    = regexp.MustCompile(`(?i)creativecommons\.org/(?:licenses/(by(?:-[a-z]{2})*)/(\d\.\d)|publicdomain/(zero|mark)/(\d\.\d))`)
	bracketed    = regexp.MustCompile(`^(.*?)\s*<([^<>]+)>\s*$`)
)

// notStated is the licence of what names none.
const notStated = "not stated"

// readLicence makes a licence's name of what a file says of it. IsNamed is
// false where no licence can be told from that: the words are kept all the
// same.
func readLicence(said string) (name string, isNamed bool) {
	said = tidy(said)
	if m := ccAddress.FindStringSubmatch(said); m != nil {
		switch {
		case m[1] != "":
			return "CC " + strings.ToUpper(m[1]) + " " + m[2], true
		case m[3] == "zero":
			return "CC0 " + m[4], true
		}
		return "public domain", true
	}
	if said == "" || said == "0.0" || said == "0" {
		return notStated, false
	}
	return said, namedLicence.MatchString(said)
}

// readSource writes "address <name>" as "name, address".
func readSource(said string) string {
	said = tidy(said)
	if said == "0.0" || said == "0" {
		return ""
	}
	if m := bracketed.FindStringSubmatch(said); m != nil && m[1] != "" {
		return strings.TrimSpace(m[2]) + ", " + m[1]
	}
	return said
}
