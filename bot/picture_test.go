package bot_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"pacer/bot/chat"
	"pacer/coach/course"
	"pacer/coach/course/formula"
)

// pictures are those of some messages, by what they show.
func pictures(posts []post) map[string]*chat.Picture {
	all := make(map[string]*chat.Picture)
	for _, p := range posts {
		for _, part := range p.Parts {
			if part.Picture != nil {
				all[part.Picture.Alt] = part.Picture
			}
		}
	}
	return all
}

// png begins as a PNG does.
var png = []byte("\x89PNG\r\n\x1a\n and more")

func TestPicturesOfACourseGoWithTheirQuestion(t *testing.T) {
	t.Parallel()
	ann, _ := at(t, "picture")
	ann.catalog.Keep("one", fstest.MapFS{
		"media/triangle.png": {Data: png}, "media/square.png": {Data: png}, "media/sides.png": {Data: png},
	})
	r := ann.says("practice")
	seen := pictures(r.posts)
	triangle := seen["a triangle with two equal sides"]
	if triangle == nil || !bytes.Equal(triangle.Data, png) || triangle.Type != "image/png" {
		t.Fatalf("shown: %+v in\n%s", seen, r.text())
	}
	q, it, _ := ann.question()
	r.has("<a triangle with two equal sides>\n", "  a square]").lacks("media/")
	if letter := lettered(t, q, it, it.Options[1].Text); seen[letter+": a square"] == nil {
		t.Errorf("shown: %v", seen)
	}
	r = ann.says(right(q, it)).has("Two sides are equal:", "<the two sides in bold>").lacks("media/")
	if p := pictures(r.posts)["the two sides in bold"]; p == nil {
		t.Errorf("shown: %s", r.text())
	}
	for _, row := range ann.dump()["outbox"] {
		if strings.Contains(row, "89504e47") || strings.Contains(row, "iVBOR") {
			t.Error("the outbox holds the bytes of a picture")
		}
	}
}

func TestAPictureThatCannotBeHadIsItsWords(t *testing.T) {
	t.Parallel()
	ann, _ := at(t, "picture")
	r := ann.says("practice").has("a triangle with two equal sides")
	if p := pictures(r.posts)["a triangle with two equal sides"]; p != nil {
		t.Errorf("shown: %+v", p)
	}
}

func TestAFormulaTooMuchForALineIsDrawn(t *testing.T) {
	t.Parallel()
	ann, _ := at(t, "matrix")
	h := ann.house
	const spoken = "matrix"
	if p := pictures(ann.says("practice").posts); len(p) > 0 {
		t.Errorf("without anything to draw with there is %v", p)
	}
	for _, fails := range []bool{false, true} {
		h.bot.Draw = func(f formula.Formula) ([]byte, error) {
			if fails {
				return nil, errors.New("no ink")
			}
			return append(bytes.Clone(png), f.Source...), nil
		}
		r := ann.says("practice")
		r.has("What is the first entry of", spoken)
		seen := pictures(r.posts)
		if fails != (len(seen) == 0) {
			t.Errorf("shown: %v", seen)
		}
		for alt, p := range seen {
			if !strings.Contains(alt, spoken) || !bytes.Contains(p.Data, []byte("pmatrix")) {
				t.Errorf("drawn: %s %s", alt, p.Data)
			}
		}
	}
}

func TestFillLeavesOtherMessagesAlone(t *testing.T) {
	t.Parallel()
	h := open(t, "")
	m := chat.Message{Parts: []chat.Part{{Text: "x"}, {Picture: &chat.Picture{Alt: "a", Data: png}}}}
	if got := h.bot.Fill(t.Context(), school, m); got.Parts[1].Picture != m.Parts[1].Picture {
		t.Errorf("filled to %+v", got)
	}
	lost := chat.Message{Parts: []chat.Part{{Picture: &chat.Picture{Alt: "a *star*", Source: "../../etc/media/passwd"}}}}
	if got := h.bot.Fill(t.Context(), school, lost); got.Parts[0].Picture != nil || chat.Plain(got.Parts[0].Text) != "[a *star*]" {
		t.Errorf("filled to %+v", got)
	}
	if lost.Parts[0].Picture == nil {
		t.Error("the message itself was changed")
	}
}

func TestAPictureAmongTheResourcesIsShown(t *testing.T) {
	t.Parallel()
	ann, _ := at(t, "rows-number")
	ann.courses["one"].Skills[0].Resources = []course.Resource{{Kind: "picture", Title: "A row", Text: "five tiles side by side", URL: "media/row.png"}}
	ann.catalog.Keep("one", fstest.MapFS{"media/row.png": {Data: png}})
	r := ann.says("another way").has("Another way (a picture): A row", "<five tiles side by side>").lacks("media/")
	if p := pictures(r.posts)["five tiles side by side"]; p == nil || !bytes.Equal(p.Data, png) {
		t.Errorf("shown: %+v", p)
	}
}
