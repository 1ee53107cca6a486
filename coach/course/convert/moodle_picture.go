package convert

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
)

// quizMaxPicture is how many bytes a picture of a quiz may have.
const quizMaxPicture = 5 << 20

// inlinePicture finds a picture that stands in the text itself.
var inlinePicture = regexp.MustCompile(`data:image/[a-z.+-]{1,20};base64,([A-Za-z0-9+/=]+)`)

// withoutInline moves pictures that stand in the text itself beside it, where
// they do not count for its length.
func (t quizText) withoutInline() quizText {
	if !strings.Contains(t.raw, ";base64,") {
		return t
	}
	t.files = slices.Clone(t.files)
	t.raw = inlinePicture.ReplaceAllStringFunc(t.raw, func(address string) string {
		name := fmt.Sprintf("picture-%d.inline", len(t.files)+1)
		t.files = append(t.files, moodleFile{Name: name, Data: inlinePicture.FindStringSubmatch(address)[1]})
		return name
	})
	return t
}

// picture finds a picture that came with a text and says where in the course's
// folder it will stand. A picture on the web stays there.
func (m *quizMaker) picture(t quizText, source string) (place, fault string) {
	if isPage(source) {
		return source, ""
	}
	if t.bundle != nil {
		picture, fault := t.bundle.picture(t.from, source)
		if fault != "" {
			return "", fault
		}
		return m.keep(path.Base(source), picture)
	}
	address, err := url.Parse(source)
	if err != nil {
		return "", noFigure
	}
	data, name := "", path.Base(address.Path)
	for _, file := range t.files {
		if path.Base(file.Name) == name {
			data = file.Data
		}
	}
	if data == "" {
		return "", noFigure
	}
	if len(data) > quizMaxPicture/3*4 {
		return "", "a picture is larger than 5 MB"
	}
	picture, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(data), ""))
	if err != nil {
		return "", noFigure // what is left of it cannot be shown
	}
	return m.keep(name, picture)
}

// ownPicture finds the names of pictures that a course of our own may keep.
var ownPicture = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,100}\.(?:png|jpe?g|gif|webp)$`)

// keep keeps a picture beside the course, if it is of a kind that can be shown.
func (m *quizMaker) keep(name string, picture []byte) (place, fault string) {
	ext := pictureType(picture)
	if ext == "" {
		return "", hasFigure
	}
	medium := Medium{Path: pictureName(name, ext, picture), Data: picture}
	if m.q.skill != "" && ownPicture.MatchString(name) {
		medium.Path = "media/" + name // as the course has it that was exported here
	}
	m.media = append(m.media, medium)
	return medium.Path, ""
}

// pictureType is the ending for a picture's file by how its content begins, or
// "" if it is of no kind that is kept.
func pictureType(data []byte) string {
	for _, t := range pictureTypes {
		if strings.HasPrefix(string(data[:min(len(data), 16)]), t.magic) && (t.ext != ".webp" || len(data) > 12 && string(data[8:12]) == "WEBP") {
			return t.ext
		}
	}
	return ""
}
