package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"
)

func TestClientIsWhoATrustedProxySaw(t *testing.T) {
	w := &server{proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("192.0.2.7/32")}}
	for _, tt := range []struct {
		name, remote string
		forwarded    []string
		want         string
	}{
		{"no proxy", "203.0.113.9:5000", nil, "203.0.113.9"},
		{"a header that anyone can send is not believed", "203.0.113.9:5000", []string{"198.51.100.1"}, "203.0.113.9"},
		{"one proxy", "10.1.1.1:5000", []string{"203.0.113.9"}, "203.0.113.9"},
		{"two proxies, in two headers", "10.1.1.1:5000", []string{"203.0.113.9", "192.0.2.7"}, "203.0.113.9"},
		{"what the client made up before the proxy's word", "10.1.1.1:5000", []string{"127.0.0.1, 203.0.113.9"}, "203.0.113.9"},
		{"a proxy that says nothing", "10.1.1.1:5000", nil, "10.1.1.1"},
		{"nonsense", "10.1.1.1:5000", []string{"<script>"}, "10.1.1.1"},
		{"IPv4 in IPv6's clothes", "[::ffff:10.1.1.1]:5000", []string{"203.0.113.9"}, "203.0.113.9"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/healthz", nil)
			r.RemoteAddr = tt.remote
			for _, f := range tt.forwarded {
				r.Header.Add("X-Forwarded-For", f)
			}
			if got := w.client(r); got != tt.want {
				t.Errorf("client is %s, want %s", got, tt.want)
			}
		})
	}
}

func TestReadinessIsAskedOnceASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		broken := errors.New("slow")
		ready := func(context.Context) error {
			asked++
			return broken
		}
		var p probe
		for range 100 {
			if err := p.ask(t.Context(), ready); !errors.Is(err, broken) {
				t.Fatalf("answer is %v, want %v", err, broken)
			}
		}
		if asked != 1 {
			t.Errorf("asked %d times within a second, want once", asked)
		}
		broken = nil
		time.Sleep(readyKeeps + time.Millisecond) // the bubble's clock, not ours
		if err := p.ask(t.Context(), ready); err != nil || asked != 2 {
			t.Errorf("after a second: %v, asked %d times; want nil after 2", err, asked)
		}
	})
}

func TestClosedDatabaseIsNotReady(t *testing.T) {
	s := newService(t)
	w := &server{service: s}
	get := func() *httptest.ResponseRecorder {
		r := httptest.NewRecorder()
		w.routes().ServeHTTP(r, httptest.NewRequest(http.MethodGet, "/readyz", nil))
		return r
	}
	if r := get(); r.Code != http.StatusOK {
		t.Fatalf("open: %d %s", r.Code, r.Body)
	}
	if err := s.store.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.probe = probe{}
	if r := get(); r.Code != http.StatusServiceUnavailable || r.Body.String() != "not ready: the database took no write within 1s\n" {
		t.Errorf("closed: %d %s", r.Code, r.Body)
	}
}
