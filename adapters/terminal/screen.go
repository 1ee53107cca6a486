package terminal

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"golang.org/x/term"
)

// screen is a real terminal: lines are edited, and what arrives meanwhile is
// written above them.
type screen struct {
	in, out *os.File

	mu     sync.Mutex
	editor *term.Terminal // nil: nobody edits a line, and text goes straight out
	kept   *term.Terminal // the editor between two lines, with its history
}

// onFile calls f with the file's descriptor. (os.File.Fd would make reads
// blocking, so that they could not be interrupted.)
func onFile(file *os.File, f func(fd int) error) error {
	conn, err := file.SyscallConn()
	if err != nil {
		return err
	}
	return errors.Join(conn.Control(func(fd uintptr) { err = f(int(fd)) }), err)
}

func isTerminal(file *os.File) bool {
	is := false
	err := onFile(file, func(fd int) error { is = term.IsTerminal(fd); return nil })
	return is && err == nil
}

// windowSize is that of the window, in columns and rows.
func (s *screen) windowSize() (w, h int, ok bool) {
	err := onFile(s.out, func(fd int) (err error) { w, h, err = term.GetSize(fd); return err })
	return w, h, err == nil && w > 0 && h > 0
}

// resizing reads keys, and before each read looks whether the window has
// another size: the editor is unlocked while it reads, so that it can be told,
// and no signal is needed.
type resizing struct{ s *screen }

func (r resizing) Read(b []byte) (int, error) {
	n, err := r.s.in.Read(b)
	r.s.resize(r.s.kept)
	return n, err
}

func (s *screen) resize(editor *term.Terminal) {
	if w, h, ok := s.windowSize(); ok {
		// The editor fails only to write, and then so does the next text.
		_ = editor.SetSize(w, h)
	}
}

func (s *screen) isTerminal() bool { return true }

func (s *screen) width() int {
	if w, _, ok := s.windowSize(); ok {
		return w
	}
	return widest
}

func (s *screen) open() (func() error, error) {
	var before *term.State
	err := onFile(s.in, func(fd int) (err error) { before, err = term.MakeRaw(fd); return err })
	if err != nil {
		return nil, fmt.Errorf("raw mode: %w", err)
	}
	s.kept = term.NewTerminal(struct {
		io.Reader
		io.Writer
	}{resizing{s}, s.out}, "")
	s.resize(s.kept)
	return func() error {
		s.leaveLine()
		setDeadline(s.in, time.Time{})
		return onFile(s.in, func(fd int) error { return term.Restore(fd, before) })
	}, nil
}

// leaveLine gives up the line being edited: what is written next goes below
// it.
func (s *screen) leaveLine() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.editor != nil {
		s.editor = nil
		_, _ = io.WriteString(s.out, "\r\n") // if it cannot be written, nor can the next text
	}
}

// Write writes above the line being edited, if there is one. A line ends with
// "\r\n" here, as raw mode needs; it does no harm in any other.
func (s *screen) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.editor != nil {
		return s.editor.Write(b)
	}
	if _, err := io.WriteString(s.out, strings.ReplaceAll(string(b), "\n", "\r\n")); err != nil {
		return 0, err
	}
	return len(b), nil
}

// longestEdited is the most characters the editor takes in a line.
const longestEdited = 4096

func (s *screen) readLine(prompt string) (line, error) {
	s.mu.Lock()
	s.editor = s.kept
	s.editor.SetPrompt(prompt)
	s.mu.Unlock()

	text, err := s.kept.ReadLine()
	if err != nil && !errors.Is(err, term.ErrPasteIndicator) {
		s.leaveLine()
		return line{}, err
	}
	s.mu.Lock()
	s.editor = nil
	s.mu.Unlock()
	return line{text: tidy(text), cut: utf8.RuneCountInString(text) >= longestEdited}, nil
}

func (s *screen) interrupt() bool { return setDeadline(s.in, time.Unix(1, 0)) }
