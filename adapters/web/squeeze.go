package web

import (
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// squeezeLevel takes little time, and makes a class map, which is the same few
// cells over and over, a fortieth of its size.
const squeezeLevel = 5

var squeezers = sync.Pool{New: func() any {
	z, err := gzip.NewWriterLevel(nil, squeezeLevel)
	if err != nil {
		panic(err) // there is such a level
	}
	return z
}}

// squeezed are the kinds of answers that are worth it. Streams are none: what
// happens is told at once.
var squeezed = []string{"text/html", "text/css", "text/javascript", "text/csv", "application/json", "application/jsonl", "image/svg+xml"}

// squeezing compresses answers for browsers that can read them so. What a page
// shows of a secret and of what somebody sent could be told by its size to who
// makes a browser ask for it again and again; no other site can, since strict
// cookies do not come along.
type squeezing struct {
	http.ResponseWriter
	begun bool
	z     *gzip.Writer // nil: it goes as it is
}

// squeeze lets next write through a squeezing, where the browser takes it.
func squeeze(w http.ResponseWriter, r *http.Request, next http.Handler) {
	w.Header().Add("Vary", "Accept-Encoding")
	if r.Method != http.MethodGet && r.Method != http.MethodPost || r.Header.Get("Range") != "" || !takesGzip(r.Header.Get("Accept-Encoding")) {
		next.ServeHTTP(w, r)
		return
	}
	s := &squeezing{ResponseWriter: w}
	defer s.end()
	next.ServeHTTP(s, r)
}

// takesGzip reads what a browser says it takes.
func takesGzip(accepts string) bool {
	for one := range strings.SplitSeq(accepts, ",") {
		name, weight, weighed := strings.Cut(one, ";")
		if !strings.EqualFold(strings.TrimSpace(name), "gzip") {
			continue
		}
		_, q, _ := strings.Cut(weight, "=")
		return !weighed || strings.Trim(q, "0. ") != "" // not at all is q=0
	}
	return false
}

// WriteHeader implements http.ResponseWriter.
func (s *squeezing) WriteHeader(status int) {
	if !s.begun {
		s.begin(status)
	}
	s.ResponseWriter.WriteHeader(status)
}

// begin decides, by what the answer says of itself, whether it is compressed.
func (s *squeezing) begin(status int) {
	s.begun = true
	h := s.Header()
	kind, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	if status < http.StatusOK || status == http.StatusNoContent || status == http.StatusNotModified || h.Get("Content-Encoding") != "" || !slices.Contains(squeezed, strings.TrimSpace(kind)) {
		return
	}
	h.Set("Content-Encoding", "gzip")
	h.Del("Content-Length")
	s.z = squeezers.Get().(*gzip.Writer)
	s.z.Reset(s.ResponseWriter)
}

// Write implements http.ResponseWriter.
func (s *squeezing) Write(b []byte) (int, error) {
	if !s.begun {
		s.begin(http.StatusOK)
	}
	if s.z == nil {
		return s.ResponseWriter.Write(b)
	}
	return s.z.Write(b)
}

// Unwrap lets http.ResponseController find the connection.
func (s *squeezing) Unwrap() http.ResponseWriter { return s.ResponseWriter }

// end writes what is left.
func (s *squeezing) end() {
	if s.z == nil {
		return
	}
	_ = s.z.Close() // whoever has gone reads no end
	s.z.Reset(nil)
	squeezers.Put(s.z)
}
