package bot_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"pacer/bot"
	"pacer/coach"
)

func TestPicturesOfADraftAndOfACourseAreShown(t *testing.T) {
	t.Parallel()
	h, tess := publishing(t)
	shows := func(posts []post) (pictures []string) {
		for _, p := range posts {
			for _, part := range p.Parts {
				if part.Picture != nil {
					pictures = append(pictures, part.Picture.Alt+" "+part.Picture.Type+" "+string(part.Picture.Data))
				}
			}
		}
		return pictures
	}
	want := []string{"a map of Italy image/png " + river}
	if diff := cmp.Diff(want, shows(tess.sends("maps.csv", "Italy = Rome + picture\n").posts)); diff != "" {
		t.Errorf("the draft: %s", diff)
	}
	tess.says("publish")
	if diff := cmp.Diff(want, shows(h.person("Ann").says("practice maps").posts)); diff != "" {
		t.Errorf("the question: %s", diff)
	}
	for _, row := range h.dump()["outbox"] {
		if strings.Contains(row, "iVBOR") {
			t.Errorf("the outbox holds a picture: %s", row)
		}
	}
}

// A course that is sent as YAML comes without its folder.
func TestPicturesThatDidNotComeWithAFileAreSaid(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		brings int // pictures of two
		want   string
	}{
		"none came": {0, "2 pictures that it names did not come with the file"},
		"one came":  {1, "One picture that it names did not come with the file"},
		"all came":  {2, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, tess := publishing(t)
			h.convert = func(ctx context.Context, s bot.Source) (*bot.Converted, error) {
				made, err := deck(ctx, s)
				if err != nil {
					return nil, err
				}
				made.Format, made.Media = bot.FormatYAML, made.Media[:row.brings]
				return made, nil
			}
			h.restart()
			r := tess.sends("maps.yaml", "Italy = Rome + picture\nPeru = Lima + picture\n").has("[Publish]")
			if row.want == "" {
				r.lacks("did not come")
				return
			}
			r.has(row.want, "learners get")
		})
	}
}

func TestThePicturesOfACourseStayInItsFolder(t *testing.T) {
	t.Parallel()
	all := courses(t)
	c, err := bot.NewCatalog(all["tiles"], all["birds"])
	if err != nil {
		t.Fatal(err)
	}
	c.Keep("tiles", fstest.MapFS{
		"media/a.png": {Data: []byte(river)}, "media/b/c.jpg": {Data: []byte("\xff\xd8\xff and more")}, "media/d.gif": {Data: []byte("GIF89a and more")},
		"media/e.webp": {Data: []byte("RIFF1234WEBP")}, "course.yaml": {Data: []byte(river)}, "media/page.html": {Data: []byte("<script>")},
		"media/empty.png": {}, "media/large.png": {Data: append([]byte(river), bytes.Repeat([]byte{0}, 4<<20)...)},
	})
	for path, want := range map[string]string{"media/a.png": "image/png", "media/b/c.jpg": "image/jpeg", "media/d.gif": "image/gif", "media/e.webp": "image/webp"} {
		if data, kind, err := c.Media("tiles", path); err != nil || kind != want || len(data) == 0 {
			t.Errorf("%s: %d bytes of type %q, %v", path, len(data), kind, err)
		}
	}
	for _, path := range []string{
		"", ".", "media", "media/", "course.yaml", "../course.yaml", "media/../course.yaml", "/media/a.png", "media//a.png", `media\a.png`,
		"media/none.png", "media/page.html", "media/empty.png", "media/large.png",
	} {
		if data, kind, err := c.Media("tiles", path); !coach.IsNotFound(err) || data != nil || kind != "" {
			t.Errorf("%q: %d bytes of type %q, %v", path, len(data), kind, err)
		}
	}
	for _, id := range []string{"birds", "nonsense", ""} {
		if _, _, err := c.Media(id, "media/a.png"); !coach.IsNotFound(err) {
			t.Errorf("%q has a picture: %v", id, err)
		}
	}
}
