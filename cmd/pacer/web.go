package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"pacer/adapters/web"
)

// Limits of the HTTP server.
const (
	webHeaderWithin = 5 * time.Second
	webReadWithin   = 10 * time.Second
	webWriteWithin  = 20 * time.Second
	webIdle         = 60 * time.Second
	webMaxHeader    = 64 << 10
	webMaxBody      = 1 << 20
	webLeaveWithin  = 10 * time.Second // for requests in hand
)

// server is the one HTTP server. An adapter that has a Handler gets what comes
// under its name, without the name.
type server struct {
	service  *service
	proxies  []netip.Prefix
	listener net.Listener
	probe    probe
}

// newServer listens, and serves nothing yet.
func newServer(s *service) (*server, error) {
	l, err := net.Listen("tcp", s.config.HTTP.Listen)
	if err != nil {
		return nil, fmt.Errorf("http.listen %s: %w; choose another address or stop what listens there", s.config.HTTP.Listen, err)
	}
	w := &server{service: s, listener: l}
	for _, p := range s.config.HTTP.Proxies {
		network, err := parseNetwork(p)
		if err != nil {
			return nil, errors.Join(err, l.Close())
		}
		w.proxies = append(w.proxies, network)
	}
	return w, nil
}

// address is where it listens.
func (w *server) address() string { return w.listener.Addr().String() }

// run serves until ctx ends, finishes the requests in hand, and returns nil.
func (w *server) run(ctx context.Context) error {
	serving := &http.Server{
		Handler:           w.limited(w.routes()),
		ReadHeaderTimeout: webHeaderWithin, ReadTimeout: webReadWithin, WriteTimeout: webWriteWithin,
		IdleTimeout: webIdle, MaxHeaderBytes: webMaxHeader,
	}
	done := make(chan error, 1)
	go func() { done <- serving.Serve(w.listener) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	leaving, cancel := context.WithTimeout(context.WithoutCancel(ctx), webLeaveWithin)
	defer cancel()
	err := serving.Shutdown(leaving)
	if ended := <-done; !errors.Is(ended, http.ErrServerClosed) {
		err = errors.Join(err, ended)
	}
	return err
}

// routes are what is served.
func (w *server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(rw http.ResponseWriter, _ *http.Request) {
		if w.service.config.Web.On {
			answer(rw, http.StatusOK, "Pacer "+version+" is running. See /web/, /healthz, /readyz and /metrics.")
			return
		}
		answer(rw, http.StatusOK, "Pacer "+version+" is running. See /healthz, /readyz and /metrics.")
	})
	mux.HandleFunc("GET /healthz", func(rw http.ResponseWriter, _ *http.Request) {
		answer(rw, http.StatusOK, "ok")
	})
	mux.HandleFunc("GET /readyz", w.ready)
	mux.Handle("GET /metrics", promhttp.HandlerFor(w.service.metrics.registry, promhttp.HandlerOpts{}))
	for name, a := range w.service.adapters {
		if h, ok := a.(interface{ Handler() http.Handler }); ok {
			if handler := h.Handler(); handler != nil {
				mux.Handle("/"+name+"/", http.StripPrefix("/"+name, handler))
			}
		}
	}
	return mux
}

// answer writes a line of text that nothing keeps.
func answer(rw http.ResponseWriter, status int, text string) {
	rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
	rw.Header().Set("Cache-Control", "no-store")
	rw.Header().Set("X-Content-Type-Options", "nosniff")
	rw.WriteHeader(status)
	fmt.Fprintln(rw, text) // a client that has gone is its own affair
}

// limited bounds what a request may send, and logs it for whoever looks
// closely. Paths are logged without their query, which may hold what is
// nobody's business.
func (w *server) limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		began := time.Now()
		if !strings.HasPrefix(r.URL.Path, "/"+web.Name+"/") { // which bounds each of its own, files among them
			r.Body = http.MaxBytesReader(rw, r.Body, webMaxBody)
		}
		from, path := w.client(r), r.URL.Path
		r.RemoteAddr = net.JoinHostPort(from, "0") // for adapters that measure how much one client asks
		next.ServeHTTP(rw, r)
		w.service.log.Debug("request", "part", "http", "method", r.Method, "path", path, "from", from, "took", time.Since(began))
	})
}

// client is the address a request came from: behind a trusted proxy what the
// last proxy that is not trusted, or the client itself, was seen as.
func (w *server) client(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		if !w.trusted(host) {
			break
		}
		a, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			break
		}
		host = a.Unmap().String()
	}
	return host
}

func (w *server) trusted(host string) bool {
	a, err := netip.ParseAddr(host)
	return err == nil && slices.ContainsFunc(w.proxies, func(p netip.Prefix) bool { return p.Contains(a.Unmap()) })
}

// Readiness.
const (
	readyWithin = time.Second     // for a write through the store
	readyLag    = 5 * time.Minute // a message may wait so long: a platform's limit, a retry
	readyKeeps  = time.Second     // an answer holds so long, so that asking often costs nothing
)

// probe remembers the last answer about readiness.
type probe struct {
	mu   sync.Mutex
	at   time.Time
	last error
}

// ready tells whether a write goes through and messages go out.
func (w *server) ready(rw http.ResponseWriter, r *http.Request) {
	if err := w.probe.ask(r.Context(), w.service.ready); err != nil {
		w.service.log.Warn("not ready", "error", err)
		answer(rw, http.StatusServiceUnavailable, "not ready: "+err.Error())
		return
	}
	answer(rw, http.StatusOK, "ready")
}

// ask returns the last answer while it is fresh, and else a new one. Of many
// who ask at once one asks on.
func (p *probe) ask(ctx context.Context, ready func(context.Context) error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if time.Since(p.at) > readyKeeps {
		p.last = ready(context.WithoutCancel(ctx))
		p.at = time.Now()
	}
	return p.last
}

// ready writes through the store and looks at the outbox. What it says goes to
// whoever asks, so it holds no more than what is slow.
func (s *service) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	if err := s.store.Ping(ctx); err != nil {
		s.log.Error("the database takes no writes", "error", err)
		return fmt.Errorf("the database took no write within %s", readyWithin)
	}
	backlog, err := s.store.Backlog(ctx)
	if err != nil {
		s.log.Error("the database cannot be read", "error", err)
		return errors.New("the database cannot be read")
	}
	if lag := waited(backlog.Oldest, time.Now()); lag > readyLag {
		return fmt.Errorf("%s waiting, the oldest for %s", count(backlog.Waiting, "message"), lag.Round(time.Second))
	}
	if name, since := s.health.away(); since > downFor {
		return fmt.Errorf("%s has not been connected for %s", name, since.Round(time.Second))
	}
	return nil
}

// waited is how long the oldest message has been waiting past its time.
func waited(oldest, now time.Time) time.Duration {
	if oldest.IsZero() {
		return 0
	}
	return max(0, now.Sub(oldest))
}
