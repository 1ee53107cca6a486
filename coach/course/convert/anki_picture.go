package convert

import (
	"bytes"
	"errors"
	"net/url"
	"path"
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// pictureTypes are the pictures that are kept, by how their files begin. SVG is
// none of them: it is a program as much as a picture.
var pictureTypes = []struct{ magic, ext string }{
	{"\x89PNG\r\n\x1a\n", ".png"}, {"\xff\xd8\xff", ".jpg"}, {"GIF8", ".gif"}, {"RIFF", ".webp"},
}

// has says whether a medium is in the package.
func (p *ankiPackage) has(name string) bool { return p.media[norm.NFC.String(name)] != nil }

// picture reads a picture. The error says why it cannot be kept.
func (p *ankiPackage) picture(name string) (data []byte, ext string, err error) {
	file := p.media[norm.NFC.String(name)]
	if file == nil {
		return nil, "", errors.New("it is not in the package")
	}
	if data, err = p.read(file, ankiMaxPicture); err != nil {
		return nil, "", err
	}
	for _, t := range pictureTypes {
		if bytes.HasPrefix(data, []byte(t.magic)) && (t.ext != ".webp" || len(data) > 12 && string(data[8:12]) == "WEBP") {
			return data, t.ext, nil
		}
	}
	return nil, "", errors.New("it is no PNG, JPEG, GIF or WebP")
}

// pictureName is where a picture stands in a course's folder. Nothing of its
// name can lead out of it.
func pictureName(name, ext string, data []byte) string {
	stem := strings.TrimSuffix(path.Base(name), path.Ext(name))
	return "media/" + slug(stem) + "-" + hash(string(data)) + ext
}

// alt is what is said of a picture on the answer side that came without words.
func (m *ankiMaker) alt() string {
	if m.open != nil {
		return clip(m.clean(m.open.html()).words())
	}
	return clip(m.subject + ": " + m.answer)
}

func (m *ankiMaker) noPicture(ankiPicture) string {
	m.change(ankiLostPicture)
	return ""
}

// ankiFileName is a word with an ending, as cameras and screens name pictures.
var ankiFileName = regexp.MustCompile(`^\S+\.[A-Za-z]{3,4}$`)

// hasAlt says whether a picture came with words that say what it shows.
func hasAlt(p ankiPicture) bool {
	return p.alt != "" && !ankiFileName.MatchString(p.alt) && p.alt != pictureSource(p)
}

// pictureSource is the name of a picture's file, which may be written as in an
// address.
func pictureSource(p ankiPicture) string {
	if name, err := url.PathUnescape(p.src); err == nil {
		return name
	}
	return p.src
}

// picture keeps a picture and writes it into a text, with words that say what it
// shows: its own, or those given. A picture that cannot be kept is its words.
func (m *ankiMaker) picture(p ankiPicture, words string) string {
	if hasAlt(p) {
		words = p.alt
	}
	alt := strings.NewReplacer("[", "(", "]", ")", "\n", " ").Replace(words)
	path, err := m.builder.keep(m, pictureSource(p))
	if err != nil { // the report counts by sentences that are alike
		m.change(ankiLostPicture)
		if hasAlt(p) {
			return "(" + escape(alt) + ")"
		}
		return ""
	}
	if !hasAlt(p) {
		m.change(ankiMadeAlt)
	}
	return "![" + escape(alt) + "](" + path + ")"
}
