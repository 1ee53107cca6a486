package convert

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// A zip file is a stranger's promise about what is in it. Nothing of it is
// written anywhere, names lead nowhere but to a file of the same archive, and
// whatever is unpacked is counted: a zip of a few kilobytes may hold gigabytes.

// zipLimits are what an archive may hold.
type zipLimits struct {
	files     int   // entries
	directory int64 // bytes of the list of files, which is read as a whole
	unpacked  int64 // bytes of everything that is read, together
}

// quizPackage are the limits for a package of questions and their pictures.
var quizPackage = zipLimits{files: 50_000, directory: 8 << 20, unpacked: 256 << 20}

// An archive that says of itself that it holds more than bombRatio times its
// size, and more than bombSize, is refused unread. Deflate reaches 1,032 on
// zeros; texts that are written by programs reach 50.
const (
	bombRatio = 200
	bombSize  = 256 << 20 // bytes
)

// zipMagic is how a zip file begins, an empty one included.
var zipMagic = []byte("PK")

// zipFolder is an open zip file.
type zipFolder struct {
	files map[string]*zip.File // by clean path: never absolute, never leading out
	left  int64                // bytes that may still be unpacked
}

// isZip says whether a file's first bytes are those of a zip file.
func isZip(head []byte) bool { return bytes.HasPrefix(head, zipMagic) }

// openZip opens a zip file that is size bytes long. What is called, in a
// sentence, names it: "the package". Entries whose names lead out of the
// archive are as good as not there; of two of one name the later counts, as
// programs that unpack have it.
func openZip(r io.ReaderAt, size int64, what string, limits zipLimits) (*zipFolder, error) {
	list := &meter{r: r, left: limits.directory}
	archive, err := zip.NewReader(list, size)
	switch {
	case errors.Is(err, errTooLarge) || err == nil && len(archive.File) > limits.files:
		return nil, fmt.Errorf("%s holds more than %d files: split it and import the parts", what, limits.files)
	case err != nil && !errors.Is(err, zip.ErrInsecurePath):
		return nil, fmt.Errorf("%s is cut short or damaged (%w): get the file again, or export it once more", what, err)
	}
	list.isOff = true
	z := &zipFolder{files: make(map[string]*zip.File, len(archive.File)), left: limits.unpacked}
	var promised uint64
	for _, file := range archive.File {
		if promised += file.UncompressedSize64; promised < file.UncompressedSize64 {
			promised = 1 << 63 // it ran over: as much as can be said
		}
		if name, ok := zipName(file); ok {
			z.files[name] = file
		}
	}
	if promised > bombSize && promised/bombRatio > uint64(size) {
		return nil, fmt.Errorf("%s would unpack to more than %d times its size, which no honest file does: export it once more", what, bombRatio)
	}
	return z, nil
}

// openZipFile opens a zip file of a folder. Close it when everything is read.
func openZipFile(src fs.FS, name, what string, limits zipLimits) (*zipFolder, io.Closer, error) {
	f, err := src.Open(name)
	if err != nil {
		return nil, nil, err
	}
	z, err := openZipIn(f, what, limits)
	if err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	return z, f, nil
}

// openZipIn opens a zip file that is open as a file.
func openZipIn(f fs.File, what string, limits zipLimits) (*zipFolder, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	at, ok := f.(io.ReaderAt)
	if !ok {
		return nil, fmt.Errorf("%s can only be read from front to back: copy it to a disk first", what)
	}
	return openZip(at, info.Size(), what, limits)
}

// zipName is the path of an entry; not ok if it is a folder or leads out of the
// archive. Programs on Windows write backslashes, old ones code page 437.
func zipName(file *zip.File) (string, bool) {
	name := file.Name
	if file.NonUTF8 {
		if decoded, err := charmap.CodePage437.NewDecoder().String(name); err == nil {
			name = decoded
		}
	}
	name = strings.ReplaceAll(name, `\`, "/")
	if strings.HasSuffix(name, "/") {
		return "", false
	}
	name = path.Clean(name)
	isDrive := len(name) > 1 && name[1] == ':'
	return name, fs.ValidPath(name) && name != "." && !isDrive
}

// names returns the paths of all files, sorted.
func (z *zipFolder) names() []string { return slices.Sorted(maps.Keys(z.files)) }

// has says whether there is a file of that path.
func (z *zipFolder) has(name string) bool { return z.files[name] != nil }

// read unpacks a file of at most limit bytes. The error says of the file, as
// "it", what is wrong.
func (z *zipFolder) read(name string, limit int64) ([]byte, error) {
	file := z.files[name]
	if file == nil {
		return nil, errNotInZip
	}
	return z.readEntry(file, limit)
}

var errNotInZip = errors.New("it is not in the package")

// readEntry is read for an entry that was looked up before.
func (z *zipFolder) readEntry(file *zip.File, limit int64) (_ []byte, err error) {
	r, err := z.open(file)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	data, err := readAll(r, limit)
	if errors.Is(err, errTooLarge) {
		err = sizeError(limit)
	}
	return data, err
}

// open opens an entry to be read from front to back. What is read counts
// against the archive's limit.
func (z *zipFolder) open(file *zip.File) (io.ReadCloser, error) {
	switch {
	case !file.Mode().IsRegular():
		return nil, errors.New("it is a link or a folder, not a file")
	case isLocked(file):
		return nil, errors.New("it is locked with a password: export it without one")
	}
	r, err := file.Open()
	if err != nil {
		return nil, err
	}
	return &zipEntry{r, z}, nil
}

// isLocked says whether an entry is locked with a password:
// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.4.4, bit 0.
func isLocked(file *zip.File) bool { return file.Flags&1 != 0 }

// zipEntry is an open entry.
type zipEntry struct {
	io.ReadCloser
	z *zipFolder
}

var errZipFull = errors.New("the package is too large when it is unpacked: split it and import the parts")

// Read reads as long as the archive has not been read from too much.
func (e *zipEntry) Read(p []byte) (int, error) {
	n, err := e.ReadCloser.Read(p)
	if e.z.left -= int64(n); e.z.left < 0 {
		return 0, errZipFull
	}
	return n, err
}

// sizeError says of a file that it is larger than so many bytes.
type sizeError int64

// Error says the size in the largest unit that fits.
func (e sizeError) Error() string {
	switch {
	case e >= 1<<20:
		return fmt.Sprintf("it is larger than %d MB", e>>20)
	case e >= 1<<10:
		return fmt.Sprintf("it is larger than %d kB", e>>10)
	}
	return fmt.Sprintf("it is larger than %d bytes", int64(e))
}

// Is makes it an errTooLarge.
func (e sizeError) Is(target error) bool { return target == errTooLarge }

// meter reads no more than it has left, until it is switched off. It keeps a
// zip's list of files, which is read as a whole, from filling the memory.
type meter struct {
	r     io.ReaderAt
	left  int64
	isOff bool
}

// ReadAt reads, or says that it is too much.
func (m *meter) ReadAt(p []byte, off int64) (int, error) {
	if !m.isOff {
		if m.left -= int64(len(p)); m.left < 0 {
			return 0, errTooLarge
		}
	}
	return m.r.ReadAt(p, off)
}
