package eval

import (
	"context"
	"errors"
	"flag"
	"io"
	"strconv"
)

// Subject is one thing that `pacer eval` measures.
type Subject struct {
	Name    string // the word after eval
	Summary string // one line of the help
	Usage   string // the whole of its own help, with an example
	// Flags declares the subject's flags and returns what measures once they
	// have been read; args are the arguments that are no flags.
	Flags func(*flag.FlagSet) func(ctx context.Context, args []string, out Output) error
}

// Subjects are all subjects, in the order of the help.
func Subjects() []Subject {
	return []Subject{masterySubject(), alertsSubject(), reviewSubject(), planSubject()}
}

// Output is where a subject writes.
type Output struct {
	Out, Err io.Writer // answers, complaints
	Progress io.Writer // how far a long run is; nil where nobody watches
}

// UsageError says in a sentence that a subject was used wrongly.
type UsageError string

func (e UsageError) Error() string { return string(e) }

// Flags are the flags that subjects share.
type Flags struct {
	JSON      bool   // one object for machines instead of a table for people
	Fit       string // a log to learn parameters from first; "" for none
	Shuffle   Seed   // take learners in random order
	From      int    // score only from this answer on
	Baselines bool   // measure the baselines too
}

// Seed is a seed that may have been given.
type Seed struct {
	Value uint64
	Given bool
}

// String is the seed as it was given.
func (s *Seed) String() string {
	if !s.Given {
		return ""
	}
	return strconv.FormatUint(s.Value, 10)
}

// Set reads the seed of a flag.
func (s *Seed) Set(text string) error {
	v, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return errors.New("a seed is a whole number from 0 on")
	}
	*s = Seed{v, true}
	return nil
}

// Declare declares those of the shared flags that are named, without dashes.
func (f *Flags) Declare(set *flag.FlagSet, names ...string) {
	for _, name := range names {
		switch name {
		case "json":
			set.BoolVar(&f.JSON, name, false, "")
		case "fit":
			set.StringVar(&f.Fit, name, "", "")
		case "shuffle":
			set.Var(&f.Shuffle, name, "")
		case "from":
			set.IntVar(&f.From, name, 0, "")
		case "baselines":
			set.BoolVar(&f.Baselines, name, false, "")
		default:
			panic("eval: no shared flag is called " + name)
		}
	}
}

// OpenOne reads the one log that the arguments name and tells its faults. like
// is an example of right use.
func OpenOne(args []string, like string, out Output) (*Log, error) {
	if len(args) != 1 {
		return nil, UsageError("name one practice log, like: " + like)
	}
	return openTold(args[0], out)
}

// openTold reads a log and tells its faults.
func openTold(path string, out Output) (*Log, error) {
	log, err := Open(path)
	if err != nil {
		return nil, err
	}
	return log, log.Tell(out.Err)
}
