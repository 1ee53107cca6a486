package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"pacer/coach"
)

// program is what a subcommand sees of the world.
type program struct {
	getenv func(string) string
	in     io.Reader
	out    io.Writer // answers
	err    io.Writer // complaints
}

// command is a subcommand.
type command struct {
	name    string
	summary string // one line of the help
	usage   string // the whole of its own help, with an example
	run     func(ctx context.Context, p *program, args []string) error
}

// commands are the subcommands, in the order of the help.
func commands() []command {
	return []command{
		tryCommand(), serveCommand(), checkCommand(), courseCommand(), evalCommand(), doctorCommand(),
		backupCommand(), restoreCommand(), verifyCommand(), exportCommand(), forgetCommand(), retentionCommand(),
		versionCommand(), helpCommand(),
	}
}

// The exit codes.
const (
	exitFine   = 0
	exitFailed = 1
	exitUsage  = 2 // used wrongly
)

// errReported ends a subcommand that has said already what is wrong.
var errReported = errors.New("reported")

// usageError says that the program was used wrongly.
type usageError struct {
	command string // its help is worth a look; empty: the whole help is
	text    string
}

func (e *usageError) Error() string { return e.text }

// misused returns a usageError of a subcommand.
func misused(command, format string, args ...any) error {
	return &usageError{command, fmt.Sprintf(format, args...)}
}

// run is the program: it returns the exit code.
func run(ctx context.Context, args []string, getenv func(string) string, in io.Reader, out, errOut io.Writer) int {
	p := &program{getenv: getenv, in: in, out: out, err: errOut}
	err := dispatch(ctx, p, args)
	if err == nil {
		return exitFine
	}
	if e, ok := errors.AsType[*usageError](err); ok {
		fmt.Fprintf(p.err, "pacer: %s\n", e.text)
		fmt.Fprintf(p.err, "See: %s\n", strings.TrimSpace("pacer help "+e.command))
		return exitUsage
	}
	if !errors.Is(err, errReported) {
		fmt.Fprintf(p.err, "pacer: %s\n", sentence(err))
	}
	return exitFailed
}

// sentence is what a person is told of an error: the hint, where it has one.
func sentence(err error) string {
	if e, ok := errors.AsType[*coach.Error](err); ok && e.Hint != "" {
		return e.Hint
	}
	return err.Error()
}

// dispatch finds the subcommand and runs it.
func dispatch(ctx context.Context, p *program, args []string) error {
	if len(args) == 0 {
		fmt.Fprint(p.err, overview())
		return misused("", "say what to do, like: pacer try")
	}
	name, rest := args[0], args[1:]
	switch name {
	case "-h", "-help", "--help":
		name = "help"
	case "-v", "-version", "--version":
		name = "version"
	}
	all := commands()
	i := slices.IndexFunc(all, func(c command) bool { return c.name == name })
	if i < 0 {
		return unknown("", "subcommand", name, names(all), nil)
	}
	err := all[i].run(ctx, p, rest)
	if errors.Is(err, flag.ErrHelp) {
		_, err = fmt.Fprint(p.out, all[i].usage)
	}
	return err
}

// unknown says that a word is none of those known, and which one was probably
// meant.
func unknown(command, what, word string, known, later []string) error {
	if slices.Contains(later, word) {
		return misused(command, "%s comes in a later version; this one cannot do it yet", word)
	}
	if near := nearest(word, known); near != "" {
		return misused(command, "there is no %s %q. Did you mean %q?", what, word, near)
	}
	return misused(command, "there is no %s %q", what, word)
}

func names(all []command) []string {
	var n []string
	for _, c := range all {
		n = append(n, c.name)
	}
	return n
}

// newFlags returns the flags of a subcommand. What is wrong with them comes
// back from parse; nothing is printed.
func newFlags(command string) *flag.FlagSet {
	f := flag.NewFlagSet(command, flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.Usage = func() {}
	return f
}

// parse reads the flags and returns the other arguments. Flags may stand after
// arguments too, until "--".
func parse(f *flag.FlagSet, args []string) (rest []string, err error) {
	for {
		if err := f.Parse(args); err != nil {
			return nil, flagError(f, err)
		}
		left := f.Args()
		if len(left) == 0 {
			return rest, nil
		}
		if read := len(args) - len(left); read > 0 && args[read-1] == "--" {
			return append(rest, left...), nil
		}
		rest, args = append(rest, left[0]), left[1:]
	}
}

// otherFlags are names that people try, and ours.
var otherFlags = map[string]string{
	"out": "o", "output": "o", "database": "db", "file": "db", "conf": "config", "configuration": "config",
	"format": "from", "c": "config", "owner": "owner-code", "target": "to", "who": "as", "role": "as",
}

// flagError says what is wrong with a flag, in a sentence.
func flagError(f *flag.FlagSet, err error) error {
	if errors.Is(err, flag.ErrHelp) {
		return err
	}
	if name, ok := strings.CutPrefix(err.Error(), "flag provided but not defined: -"); ok {
		name = strings.TrimLeft(name, "-")
		var known []string
		f.VisitAll(func(k *flag.Flag) { known = append(known, k.Name) })
		meant := nearest(name, known)
		if other := otherFlags[name]; slices.Contains(known, other) {
			meant = other
		}
		if meant != "" {
			return misused(f.Name(), "there is no flag %s. Did you mean %s?", dashed(name), dashed(meant))
		}
		return misused(f.Name(), "there is no flag %s", dashed(name))
	}
	if name, ok := strings.CutPrefix(err.Error(), "flag needs an argument: -"); ok {
		return misused(f.Name(), "%s needs a value after it", dashed(strings.TrimLeft(name, "-")))
	}
	return misused(f.Name(), "%s", err)
}

// dashed is a flag as people write it.
func dashed(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}

// none says that no arguments were wanted, if there are some.
func none(command string, rest []string) error {
	if len(rest) == 0 {
		return nil
	}
	return misused(command, "%q is too much: %s takes flags only", rest[0], command)
}

// nearest returns the known word that a typing error may have turned into
// word, or "". A third of the letters may differ, at most three.
func nearest(word string, known []string) string {
	best, least := "", min(max(1, len(word)/3), 3)+1
	for _, k := range known {
		if d := distance(word, k); d < least {
			best, least = k, d
		}
	}
	return best
}

// distance counts the bytes to change, insert or delete to make b of a, with
// two neighbours swapped counting once. Words are short and of ASCII letters;
// what is long is far from all of them.
func distance(a, b string) int {
	const longest = 40
	if len(a) > longest || len(b) > longest {
		return longest
	}
	var d [longest + 1][longest + 1]int
	for i := range len(a) + 1 {
		for j := range len(b) + 1 {
			switch {
			case i == 0 || j == 0:
				d[i][j] = i + j
				continue
			case a[i-1] == b[j-1]:
				d[i][j] = d[i-1][j-1]
			default:
				d[i][j] = 1 + min(d[i-1][j-1], d[i-1][j], d[i][j-1])
			}
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}
