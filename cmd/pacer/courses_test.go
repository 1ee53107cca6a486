package main

import (
	"os"
	"path/filepath"
	"testing"

	"pacer/bot"
	"pacer/coach"
	"pacer/coach/course"
)

func TestPicturesAreReadFromTheFolderOfTheirCourseAlone(t *testing.T) {
	const picture = "\x89PNG\r\n\x1a\nof a river"
	dir := t.TempDir()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	folder := filepath.Join(dir, "rivers")
	must(os.MkdirAll(filepath.Join(folder, "media", "sub"), 0o700))
	must(os.WriteFile(filepath.Join(dir, "secret.png"), []byte(picture), 0o600))
	must(os.WriteFile(filepath.Join(folder, "outside.png"), []byte(picture), 0o600))
	must(os.WriteFile(filepath.Join(folder, "media", "tiber.png"), []byte(picture), 0o600))
	must(os.Symlink("tiber.png", filepath.Join(folder, "media", "also.png")))
	must(os.Symlink("../../secret.png", filepath.Join(folder, "media", "out.png")))
	must(os.Symlink(filepath.Join(dir, "secret.png"), filepath.Join(folder, "media", "far.png")))
	must(os.WriteFile(filepath.Join(folder, courseFile), nil, 0o600))

	for name, named := range map[string]string{"its folder": folder, "its file": filepath.Join(folder, courseFile)} {
		t.Run("a course named by "+name, func(t *testing.T) {
			c, err := bot.NewCatalog(&course.Course{ID: "rivers"})
			must(err)
			c.Keep("rivers", folderOf(named))
			for _, path := range []string{"media/tiber.png", "media/also.png"} {
				data, kind, err := c.Media("rivers", path)
				if string(data) != picture || kind != "image/png" || err != nil {
					t.Errorf("%s: %q of type %q, %v", path, data, kind, err)
				}
			}
			for _, path := range []string{"media/out.png", "media/far.png", "media/sub", "media/none.png", "outside.png", "media/../outside.png"} {
				if data, _, err := c.Media("rivers", path); err == nil {
					t.Errorf("%s was read: %q", path, data)
				} else if path == "media/sub" && !coach.IsNotFound(err) {
					t.Errorf("a folder: %v", err)
				}
			}
		})
	}
}
