package terminal

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"time"
)

// console reads lines and writes text.
type console interface {
	io.Writer
	isTerminal() bool
	// width is that of the window, in columns.
	width() int
	// open makes it ready for reading lines; restore undoes that.
	open() (restore func() error, err error)
	// readLine shows the prompt, where there is somebody to see it, and
	// returns the next line. It returns io.EOF when there is none.
	readLine(prompt string) (line, error)
	// interrupt makes a readLine that is under way return, and tells whether
	// it could.
	interrupt() bool
}

// line is one line of input, in valid UTF-8 and without its end.
type line struct {
	text string
	cut  bool // it was longer than longestLine
}

// longestLine bounds a line, in bytes: 1 MiB.
const longestLine = 1 << 20

// newConsole returns the console of two files that are a terminal, or that of
// a pipe.
func newConsole(in io.Reader, out io.Writer) console {
	inFile, inOK := in.(*os.File)
	outFile, outOK := out.(*os.File)
	if inOK && outOK && isTerminal(inFile) && isTerminal(outFile) {
		return &screen{in: inFile, out: outFile}
	}
	return &pipe{in: in, lines: bufio.NewReader(in), out: out}
}

// pipe is a console for programs: no prompt, plain text.
type pipe struct {
	in    io.Reader
	lines *bufio.Reader
	out   io.Writer
}

func (p *pipe) isTerminal() bool            { return false }
func (p *pipe) width() int                  { return 0 }
func (p *pipe) Write(b []byte) (int, error) { return p.out.Write(b) }

func (p *pipe) open() (func() error, error) {
	return func() error { setDeadline(p.in, time.Time{}); return nil }, nil
}

func (p *pipe) readLine(string) (line, error) {
	var text []byte
	var l line
	for {
		part, err := p.lines.ReadSlice('\n')
		text = append(text, part...)
		if len(bytes.TrimRight(text, "\r\n")) > longestLine {
			text, l.cut = text[:longestLine], true
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && (!errors.Is(err, io.EOF) || len(text) == 0):
			return line{}, err
		}
		l.text = tidy(string(text))
		if l.cut { // perhaps through a character
			l.text = strings.TrimRight(l.text, "\uFFFD")
		}
		return l, nil
	}
}

// tidy returns a line without its end, in valid UTF-8, and without the mark
// that some systems put before a text.
func tidy(s string) string {
	return strings.ToValidUTF8(strings.TrimPrefix(strings.TrimRight(s, "\r\n"), "\ufeff"), "\uFFFD")
}

func (p *pipe) interrupt() bool {
	if setDeadline(p.in, time.Unix(1, 0)) {
		return true
	}
	if _, isFile := p.in.(*os.File); isFile {
		return false // closing does not end a read that blocks
	}
	c, ok := p.in.(io.Closer)
	return ok && c.Close() == nil
}

// setDeadline sets when reads from r end, where r can be told.
func setDeadline(r io.Reader, at time.Time) bool {
	d, ok := r.(interface{ SetReadDeadline(time.Time) error })
	return ok && d.SetReadDeadline(at) == nil
}
