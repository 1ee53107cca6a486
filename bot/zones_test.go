package bot_test

import (
	"archive/zip"
	"flag"
	"go/build"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacer/coach"
)

var update = flag.Bool("update", false, "write golden files anew")

// abandoned begin names that zones were called by once, or that no place has.
var abandoned = []string{"Brazil/", "Canada/", "Chile/", "Etc/", "Mexico/", "US/"}

func TestZonesAreThoseOfTheGoDistribution(t *testing.T) {
	t.Parallel()
	archive, err := zip.OpenReader(filepath.Join(build.Default.GOROOT, "lib", "time", "zoneinfo.zip"))
	if err != nil {
		t.Skipf("the Go distribution's zones are not here: %v", err)
	}
	defer archive.Close()
	names := []string{"UTC"}
	for _, f := range archive.File {
		isPlace := strings.Contains(f.Name, "/") && !strings.HasSuffix(f.Name, "/") &&
			!slices.ContainsFunc(abandoned, func(start string) bool { return strings.HasPrefix(f.Name, start) })
		if isPlace {
			names = append(names, f.Name)
		}
	}
	slices.Sort(names)
	if *update {
		if err := os.WriteFile("zones.txt", []byte(strings.Join(names, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile("zones.txt")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(names, strings.Fields(string(data))); diff != "" {
		t.Errorf("zones of Go (-) and of the file (+):\n%s", diff)
	}
	for _, name := range names {
		if _, err := coach.Zone(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
