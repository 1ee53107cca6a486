package convert

import (
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// zipWith makes a zip file whose headers a test may bend.
func zipWith(t *testing.T, headers ...*zip.FileHeader) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, h := range headers {
		f, err := w.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(h.Name, "/") {
			if _, err := io.WriteString(f, "content"); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func openTestZip(t *testing.T, data []byte, limits zipLimits) (*zipFolder, error) {
	t.Helper()
	z, file, err := openZipFile(fstest.MapFS{"p.zip": {Data: data}}, "p.zip", "the package", limits)
	if err == nil {
		t.Cleanup(func() {
			if err := file.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	return z, err
}

func TestZipNamesNeverLeadOut(t *testing.T) {
	var headers []*zip.FileHeader
	for _, name := range []string{
		"../evil.xml", "a/../../evil.xml", "/etc/passwd", `..\evil.xml`, `C:\evil.xml`, "c:evil.xml", "bad\xff\xfename/../../x",
		"a/b.xml", `win\dows.xml`, "./dot.xml", "a/../up.xml", "folder/",
	} {
		headers = append(headers, &zip.FileHeader{Name: name})
	}
	z, err := openTestZip(t, zipWith(t, headers...), quizPackage)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a/b.xml", "dot.xml", "up.xml", "win/dows.xml"}, z.names()); diff != "" {
		t.Error(diff)
	}
}

func TestZipFaultsGetASentence(t *testing.T) {
	link := &zip.FileHeader{Name: "x"}
	link.SetMode(fs.ModeSymlink | 0o777)
	small := zipLimits{files: 3, directory: 1 << 10, unpacked: 1 << 10}
	plain := zipOf(t, "x", "content", "y", strings.Repeat("y", 600), "z", strings.Repeat("z", 600))
	// The promise of a size stands in the list at the end, which comes after the
	// signature PK 01 02.
	promise := bytes.Clone(zipOf(t, "x", "content"))
	at := bytes.Index(promise, []byte("PK\x01\x02"))
	copy(promise[at+24:], "\xff\xff\xff\xf0")
	locked := bytes.Clone(zipOf(t, "x", "content"))
	locked[bytes.Index(locked, []byte("PK\x01\x02"))+8] |= 1

	for _, tc := range []struct {
		name, want string
		data       []byte
		limits     zipLimits
		read       []string
	}{
		{"cut short", "cut short or damaged", plain[:len(plain)-10], small, nil},
		{"empty", "cut short or damaged", nil, small, nil},
		{"too many files", "more than 3 files", zipOf(t, "1", "", "2", "", "3", "", "4", ""), small, nil},
		{"a list that is too long", "more than 3 files", zipOf(t, strings.Repeat("n", 5000), ""), small, nil},
		{"a promise of gigabytes", "more than 200 times its size", promise, small, nil},
		{"a link", "a link or a folder", zipWith(t, link), small, []string{"x"}},
		{"a file with a password", "without one", locked, small, []string{"x"}},
		{"a file that is not there", "not in the package", plain, small, []string{"../x"}},
		{"a file that is too large", "larger than 100 bytes", plain, small, []string{"x", "y"}},
		{"more than may be unpacked in all", "split it", plain, zipLimits{files: 3, directory: 1 << 10, unpacked: 90}, []string{"x", "y"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			z, err := openTestZip(t, tc.data, tc.limits)
			for i, name := range tc.read {
				if err != nil {
					t.Fatalf("before reading %s: %v", name, err)
				}
				var data []byte
				data, err = z.read(name, 100)
				if last := i == len(tc.read)-1; !last && string(data) != "content" {
					t.Errorf("%s is %q", name, data)
				}
			}
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want one that says %q", err, tc.want)
			}
		})
	}
}

func TestZipOfTheSameNameTwiceGivesTheLater(t *testing.T) {
	z, err := openTestZip(t, zipOf(t, "x", "old", "./x", "new"), quizPackage)
	if err != nil {
		t.Fatal(err)
	}
	if data, err := z.read("x", 10); err != nil || string(data) != "new" {
		t.Errorf("%q, %v", data, err)
	}
}
