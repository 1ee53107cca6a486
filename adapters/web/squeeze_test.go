package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"
)

func TestAnswersAreCompressedForWhoTakesThem(t *testing.T) {
	s := newStage(t, Options{})
	s.run(quiet)
	b := s.enters(ada, "ada")
	plain := b.get("/web/chat").body
	for _, tc := range []struct {
		name, path, accepts string
		want                bool
	}{
		{"a page", "/web/chat", "gzip, deflate, br", true},
		{"a page for who weighs", "/web/chat", "br;q=1.0, gzip;q=0.8, *;q=0.1", true},
		{"a page for who says nothing", "/web/chat", "", false},
		{"a page for who says no", "/web/chat", "gzip;q=0", false},
		{"a page for who takes something else", "/web/chat", "br", false},
		{"a file", "/web/static/chat.js", "gzip", true},
		{"a stream", "/web/chat/live", "gzip", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.server.URL+tc.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Accept-Encoding", tc.accepts)
			res, err := b.client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			if is := res.Header.Get("Content-Encoding") == "gzip"; is != tc.want {
				t.Fatalf("compressed is %v, want %v", is, tc.want)
			}
			if vary := res.Header.Get("Vary"); !strings.Contains(vary, "Accept-Encoding") {
				t.Errorf("it varies by %q", vary)
			}
			if !tc.want || tc.path != "/web/chat" {
				return
			}
			z, err := gzip.NewReader(res.Body)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(z)
			if err != nil || len(got) != len(plain) {
				t.Errorf("%d bytes come out, want %d: %v", len(got), len(plain), err)
			}
		})
	}
}
