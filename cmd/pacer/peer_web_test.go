package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"
)

// triedAt is where `pacer try --web` says that it is to be opened.
var triedAt = regexp.MustCompile(`Open (http://[0-9.:]+)/`)

// TestAMorningOnThePages plays both sides of `pacer try --web` in a real browser:
// every kind of page that is linked is looked at, and every alert finished with
// the presses counted.
func TestAMorningOnThePages(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("a browser reads the pages in the run without -short")
	}
	chromium := os.Getenv("CHROMIUM")
	if chromium == "" {
		chromium = "chromium"
	}
	chromium, err := exec.LookPath(chromium)
	if err != nil {
		t.Skip("left out: Chromium is not installed, with which the pages are read; or say where it is with CHROMIUM=...")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("left out: node is not installed, which drives the browser (make peers)")
	}
	dir := filepath.Join(top, "adapters", "web", "testdata", "peer")
	if _, err := os.Stat(filepath.Join(dir, "node_modules")); err != nil {
		t.Skip("left out: what drives the browser is not installed (make peers)")
	}

	ctx, cancel := context.WithCancel(t.Context())
	out, in := io.Pipe()
	var complaints bytes.Buffer
	ended := make(chan int, 1)
	go func() {
		code := run(ctx, []string{"try", "--web", "--listen", "127.0.0.1:0"}, func(string) string { return "" }, bytes.NewReader(nil), in, &complaints)
		in.Close()
		ended <- code
	}()
	defer func() {
		cancel()
		if code := <-ended; code != 0 || complaints.Len() > 0 {
			t.Errorf("it ended with %d:\n%s", code, complaints.String())
		}
	}()
	server := ""
	for said := new(bytes.Buffer); server == ""; {
		var part [512]byte
		n, err := out.Read(part[:])
		said.Write(part[:n])
		if m := triedAt.FindSubmatch(said.Bytes()); m != nil {
			server = string(m[1])
		} else if err != nil {
			t.Fatalf("it said %q and ended: %v", said, err)
		}
	}
	go io.Copy(io.Discard, out)

	asked, err := json.Marshal(map[string]string{"server": server})
	if err != nil {
		t.Fatal(err)
	}
	play, stop := context.WithTimeout(t.Context(), 5*time.Minute)
	defer stop()
	story := exec.CommandContext(play, node, "story.mjs")
	story.Dir, story.Env, story.Stdin = dir, append(os.Environ(), "CHROMIUM="+chromium), bytes.NewReader(asked)
	var why bytes.Buffer
	story.Stderr = &why
	said, err := story.Output()
	if err != nil {
		t.Fatalf("the story broke off: %v\n%s", err, why.String())
	}
	var saw struct {
		Kinds    []string
		Finished []struct {
			How     string
			Presses int
			Open    bool
		}
		Played []string
		Found  []struct{ Page, Look, What string }
	}
	if err := json.Unmarshal(said, &saw); err != nil {
		t.Fatalf("the story said %q: %v", said, err)
	}
	for _, f := range saw.Found {
		t.Errorf("%s: %s", f.Page, f.What)
	}
	if len(saw.Kinds) < 25 {
		t.Errorf("links led to %d kinds of pages, want 25 at least: %q", len(saw.Kinds), saw.Kinds)
	}
	if want := []string{"assign", "publish", "edit", "appeal"}; !slices.Equal(saw.Played, want) {
		t.Errorf("it played %q, want %q", saw.Played, want)
	}
	if len(saw.Finished) != 5 {
		t.Errorf("%d alerts were finished, want one in each of 5 ways", len(saw.Finished))
	}
	for _, f := range saw.Finished {
		t.Logf("%s: %d presses", f.How, f.Presses)
		if f.Presses > 2 || f.Open {
			t.Errorf("%s takes %d presses, and leaves it open: %v", f.How, f.Presses, f.Open)
		}
	}
}
