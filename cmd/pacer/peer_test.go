package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Peers are programs that we did not write and that play Slack and Discord for
// the real binary: what it says to them, and they to it, goes over sockets.

// peerPatience is how long is waited for what must come: long, since machines
// that run tests are busy with others.
const peerPatience = time.Minute

// peer is one that runs, led by lines of JSON.
type peer struct {
	mu  sync.Mutex
	in  io.WriteCloser
	out *bufio.Scanner
}

// startPeer runs a script of an adapter's testdata/peer, or skips the test where
// what it needs is not installed. It returns the script's first line.
func startPeer(t *testing.T, adapter, script string, args ...string) (p *peer, hello map[string]string) {
	t.Helper()
	if testing.Short() {
		t.Skip("the peers play with the real binary in the run without -short")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("left out: node is not installed, with which the peers run (make peers)")
	}
	dir := filepath.Join(top, "adapters", adapter, "testdata", "peer")
	if _, err := os.Stat(filepath.Join(dir, "node_modules")); err != nil {
		t.Skipf("left out: the peers of %s are not installed (make peers)", adapter)
	}
	cmd := exec.Command(node, append([]string{script}, args...)...)
	cmd.Dir = dir
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := in.Close(); err != nil {
			t.Logf("ending the peer: %v", err)
		}
		late := time.AfterFunc(peerPatience, func() { _ = cmd.Process.Kill() })
		defer late.Stop()
		if err := cmd.Wait(); err != nil {
			t.Logf("the peer ended with %v\n%s", err, complaints.String())
		}
	})
	p = &peer{in: in, out: bufio.NewScanner(out)}
	p.out.Buffer(nil, 16<<20)
	if !p.out.Scan() {
		t.Fatalf("the peer said nothing: %v\n%s", p.out.Err(), complaints.String())
	}
	if err := json.Unmarshal(p.out.Bytes(), &hello); err != nil {
		t.Fatalf("the peer said %q: %v", p.out.Text(), err)
	}
	return p, hello
}

// do has the peer do something and reads its answer into result, which may be
// nil.
func (p *peer) do(t *testing.T, op string, args map[string]any, result any) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	line := map[string]any{"op": op}
	for k, v := range args {
		line[k] = v
	}
	b, err := json.Marshal(line)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.in.Write(append(b, '\n')); err != nil {
		t.Fatal(err)
	}
	if !p.out.Scan() {
		t.Fatalf("%s: the peer has ended: %v", op, p.out.Err())
	}
	var answer struct {
		Result json.RawMessage `json:"result"`
		Error  string          `json:"error"`
	}
	if err := json.Unmarshal(p.out.Bytes(), &answer); err != nil {
		t.Fatal(err)
	}
	if answer.Error != "" {
		t.Fatalf("%s: %s", op, answer.Error)
	}
	if result == nil {
		return
	}
	if err := json.Unmarshal(answer.Result, result); err != nil {
		t.Fatalf("%s: %s: %v", op, answer.Result, err)
	}
}

// realBinary builds the program once for all tests.
var realBinary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "pacer-binary")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "pacer")
	out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
})

// served is the real binary, serving.
type served struct {
	cmd *exec.Cmd
	url string // where its HTTP server is

	mu     sync.Mutex
	output bytes.Buffer // stdout and stderr
	ended  chan error
}

// ownerCodeIn finds the code for the first owner in what serve prints.
var (
	ownerCodeIn = regexp.MustCompile(`becomes it: ([A-Z2-7]{4}-[A-Z2-7]{4})`)
	addressIn   = regexp.MustCompile(`Health: (http://[^/]+)/healthz`)
)

// serveReal starts the real binary with a configuration and an environment, in
// a folder of its own, and waits until it serves.
func serveReal(t testing.TB, dir, configuration string, env ...string) *served {
	t.Helper()
	path, err := realBinary()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "config.yaml")
	if err := os.WriteFile(file, []byte(configuration), 0o600); err != nil {
		t.Fatal(err)
	}
	s := &served{cmd: exec.Command(path, "serve", "--config", file), ended: make(chan error, 1)}
	s.cmd.Env = append(os.Environ(), env...)
	reader, writer := io.Pipe()
	s.cmd.Stdout, s.cmd.Stderr = writer, writer
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		lines := bufio.NewScanner(reader)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			s.mu.Lock()
			s.output.WriteString(lines.Text() + "\n")
			s.mu.Unlock()
		}
	}()
	go func() {
		err := s.cmd.Wait()
		s.ended <- err
		_ = writer.CloseWithError(io.EOF)
	}()
	t.Cleanup(func() { s.stop(t) })
	eventuallyTrue(t, func() bool { return addressIn.MatchString(s.said()) || s.hasEnded() }, func() string { return "it does not serve:\n" + s.said() })
	if s.hasEnded() {
		t.Fatalf("it ended:\n%s", s.said())
	}
	s.url = addressIn.FindStringSubmatch(s.said())[1]
	return s
}

func (s *served) said() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.output.String()
}

func (s *served) hasEnded() bool {
	select {
	case err := <-s.ended:
		s.ended <- err
		return true
	default:
		return false
	}
}

// stop ends the program as an operator does, and checks that it says nothing of
// words or tokens.
func (s *served) stop(t testing.TB) {
	t.Helper()
	if !s.hasEnded() {
		if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Errorf("ending: %v", err)
		}
	}
	select {
	case err := <-s.ended:
		s.ended <- err
		if err != nil {
			t.Errorf("it ended with %v:\n%s", err, s.said())
		}
	case <-time.After(30 * time.Second):
		_ = s.cmd.Process.Kill()
		t.Errorf("it has not ended within 30 s:\n%s", s.said())
	}
	if t.Failed() {
		t.Logf("it said:\n%s", s.said())
	}
}

// counter reads a metric of the program, summed over its labels.
func (s *served) counter(t testing.TB, name string) (sum float64) {
	t.Helper()
	r, err := http.Get(s.url + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	lines := bufio.NewScanner(r.Body)
	for lines.Scan() {
		key, value, _ := strings.Cut(lines.Text(), " ")
		if bare, _, _ := strings.Cut(key, "{"); bare == name {
			var v float64
			if _, err := fmt.Sscan(value, &v); err != nil {
				t.Fatal(err)
			}
			sum += v
		}
	}
	return sum
}

// eventuallyTrue waits until something holds.
func eventuallyTrue(t testing.TB, holds func() bool, sentence func() string) {
	t.Helper()
	late := time.After(peerPatience)
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for !holds() {
		select {
		case <-look.C:
		case <-late:
			if holds() {
				return
			}
			t.Fatal(sentence())
		}
	}
}

// freePort is a port that nobody listens on just now.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// joinCodeIn finds a join code.
var joinCodeIn = regexp.MustCompile(`[A-Z2-7]{4}-[A-Z2-7]{4}`)

// ownerCode is the code that it prints for the first owner.
func (s *served) ownerCode(t testing.TB) string {
	t.Helper()
	eventuallyTrue(t, func() bool { return ownerCodeIn.MatchString(s.said()) }, func() string { return "it prints no owner code:\n" + s.said() })
	return ownerCodeIn.FindStringSubmatch(s.said())[1]
}

// cpu is the time that the program has had the processor for, in milliseconds.
func (s *served) cpu(t testing.TB) float64 {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		t.Logf("the program's time is not told here: %v", err)
		return 0
	}
	_, rest, _ := strings.Cut(string(b), ") ")
	fields := strings.Fields(rest)
	var user, system float64
	if _, err := fmt.Sscan(fields[11]+" "+fields[12], &user, &system); err != nil {
		t.Fatal(err)
	}
	return (user + system) * 10 // in hundredths of a second
}

// memory is what the program holds, in MB.
func (s *served) memory(t testing.TB) float64 {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		t.Logf("the program's memory is not told here: %v", err)
		return 0
	}
	for line := range strings.Lines(string(b)) {
		var kB float64
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			if _, err := fmt.Sscan(rest, &kB); err != nil {
				t.Fatal(err)
			}
			return kB / 1024
		}
	}
	return 0
}
