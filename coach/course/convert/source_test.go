package convert

import (
	"archive/zip"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode/utf32"
)

const smallTable = "question,answer\nLongest river?,Nile\n"

// withPipe is a folder in which every file is a named pipe that nobody writes
// to: a test that opens one would wait for ever.
type withPipe struct {
	fstest.MapFS
	t *testing.T
}

func (w withPipe) Open(name string) (fs.File, error) {
	if name != "." {
		w.t.Errorf("%s was opened", name)
		return nil, fs.ErrInvalid
	}
	return w.MapFS.Open(name)
}

func TestNamedPipesAreNeverOpened(t *testing.T) {
	folder := make(fstest.MapFS)
	for _, ext := range []string{"aiken", "apkg", "csv", "gift", "h5p", "json", "jsonl", "md", "toml", "txt", "xlsx", "xml", "zip"} {
		folder["deck."+ext] = &fstest.MapFile{Mode: fs.ModeNamedPipe}
	}
	src := withPipe{folder, t}
	Detect(src)
	for _, format := range Formats() {
		if courses, _, _ := Import(format, src, Options{}); len(courses) > 0 {
			t.Errorf("%s made a course of pipes", format)
		}
	}
	for name := range folder {
		alone := Only(src, name)
		Detect(alone)
		if err := Check(alone); err == nil || !strings.Contains(err.Error(), "neither a file nor a folder") {
			t.Errorf("what is wrong with %s is told as %v", name, err)
		}
		for _, format := range Formats() {
			if courses, _, err := Import(format, alone, Options{}); len(courses) > 0 || err == nil {
				t.Errorf("%s of %s: %d courses, error %v", format, name, len(courses), err)
			}
		}
	}
}

func TestCheckSaysWhatIsWrongWhateverTheFormat(t *testing.T) {
	locked := zipWith(t, &zip.FileHeader{Name: "deck.csv", Flags: 1})
	for _, test := range []struct {
		name string
		data string
		want string // in the sentence; "" if nothing is wrong
	}{
		{"deck.csv", smallTable, ""},
		{"deck.xml", "", "deck.xml is empty"},
		{"folder.zip", string(zipOf(t, "deck.csv", smallTable)), ""},
		{"folder.zip", string(locked), "locked with a password"},
		{"folder.zip", string(zipOf(t, "a.zip", "PK", "b.ZIP", "PK")), "packages in a package"},
		{"folder.zip", string(zipOf(t, "a.zip", "PK", "deck.csv", smallTable)), ""},
	} {
		err := Check(fstest.MapFS{test.name: {Data: []byte(test.data)}})
		switch {
		case test.want == "" && err != nil:
			t.Errorf("%s: %v", test.name, err)
		case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
			t.Errorf("%s: %v, want %q in it", test.name, err, test.want)
		}
	}
}

func TestPackagesThatCannotBeOpenedAreSaidToBeSo(t *testing.T) {
	whole := zipOf(t, "rivers/deck.csv", smallTable)
	for _, name := range []string{"folder.zip", "table.xlsx", "table.ods", "deck.apkg", "quiz.h5p"} {
		src := fstest.MapFS{name: {Data: whole[:len(whole)/2]}}
		format := Detect(src)
		_, _, err := Import(format, src, Options{})
		if err == nil || !strings.Contains(err.Error(), "cut short or damaged") {
			t.Errorf("%s is taken for %q: %v", name, format, err)
		}
	}
}

func TestLinksInAPackedFolderAreNotRead(t *testing.T) {
	link := &zip.FileHeader{Name: "link.csv"}
	link.SetMode(fs.ModeSymlink | 0o777)
	src := fstest.MapFS{"folder.zip": {Data: zipWith(t, link)}}
	if courses, report, err := Import("csv", src, Options{}); err == nil || len(courses) > 0 {
		t.Errorf("%d courses, error %v\n%s", len(courses), err, report)
	}
}

func TestTextInOtherEncodings(t *testing.T) {
	encoded := func(data string, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	long := utf32.UTF32(utf32.LittleEndian, utf32.UseBOM)
	russian := "вопрос,ответ\nСтолица России?,Москва\n"
	for _, test := range []struct {
		name, data string
		want       string // the text, or
		wrong      string // what the sentence says
		remark     string
	}{
		{name: "UTF-32", data: encoded(long.NewEncoder().String(smallTable)), want: smallTable},
		{name: "Portuguese, whose accents stand in pairs", data: encoded(charmap.Windows1252.NewEncoder().String("lições,ações\n")), want: "lições,ações\n", remark: "Windows-1252"},
		{name: "UTF-8 that ends within a character", data: russian[:len(russian)-2], want: strings.TrimSuffix(russian, "а\n"), remark: "cut short"},
		{name: "UTF-8 with a damaged character", data: "\xd0" + russian, wrong: "save it as UTF-8"},
		{name: "Cyrillic", data: encoded(charmap.Windows1251.NewEncoder().String(russian)), wrong: "save it as UTF-8"},
		{name: "Greek", data: encoded(charmap.Windows1253.NewEncoder().String("ποτάμι,Νείλος\n")), wrong: "save it as UTF-8"},
		{name: "Japanese", data: encoded(japanese.ShiftJIS.NewEncoder().String("問題,答え\n日本の首都は?,東京\n")), wrong: "save it as UTF-8"},
		{name: "a PDF", data: "%PDF-1.7\n", wrong: "a PDF"},
		{name: "a web page", data: "\ufeff\n<!DOCTYPE html><title>Sign in, please</title>", wrong: "a web page"},
	} {
		t.Run(test.name, func(t *testing.T) {
			text, remark, err := decodeText([]byte(test.data))
			switch {
			case test.wrong != "":
				if err == nil || !strings.Contains(err.Error(), test.wrong) {
					t.Errorf("error %v, want %q in it", err, test.wrong)
				}
			case err != nil || text != test.want || (remark == "") != (test.remark == "") || !strings.Contains(remark, test.remark):
				t.Errorf("%q, remark %q, error %v; want %q", text, remark, err, test.want)
			}
		})
	}
}
