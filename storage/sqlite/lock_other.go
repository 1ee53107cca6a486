//go:build !unix

package sqlite

import "os"

// lock makes the database this process's: elsewhere than on Unix a file that
// another process holds open for itself cannot be removed.
func lock(path string) (unlock func() error, err error) {
	name := path + ".lock"
	if err := os.Remove(name); err != nil && !os.IsNotExist(err) {
		return nil, hint(path, "another Pacer is using it", "stop that one first, or use another file", nil)
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return nil, hint(path, "another Pacer is using it", "stop that one first, or use another file", nil)
	}
	return f.Close, nil
}

// lockShared cannot tell here whether a process writes a database, so that one
// always may.
func lockShared(string) (unlock func() error, ok bool) { return nil, false }
