package coach

import "errors"

// Kind is the decision an error carries: what is to be said to the person.
type Kind uint8

// The kinds of error.
const (
	Internal  Kind = iota // a bug or a broken machine: log it, apologise
	Invalid               // the person can mend it: the hint says how
	NotFound              // there is no such thing, or not for this person
	Conflict              // it is already so, or somebody was faster
	Forbidden             // not in this role
	Transient             // worth trying again
)

// Error is an error with its decision. Hint is safe to show to a person.
type Error struct {
	Op   string
	Kind Kind
	Hint string
	Err  error
}

func (e *Error) Error() string {
	switch {
	case e.Err != nil && e.Op != "":
		return e.Op + ": " + e.Err.Error()
	case e.Err != nil:
		return e.Err.Error()
	case e.Op != "":
		return e.Op + ": " + e.Hint
	}
	return e.Hint
}

func (e *Error) Unwrap() error { return e.Err }

// KindOf tells the decision an error carries; Internal when it carries none.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// IsNotFound tells whether err says that there is no such thing.
func IsNotFound(err error) bool { return err != nil && KindOf(err) == NotFound }
