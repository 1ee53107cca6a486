package convert

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/unicode/norm"
)

// Anki hands decks around as zip files, of which there are three generations,
// told apart by the collection in them:
//
//	collection.anki2    SQLite, note types and decks as JSON
//	collection.anki21   the same; beside it an .anki2 that only asks for an update
//	collection.anki21b  SQLite in zstd, note types and decks in tables; as above
//
// Media stand beside it under the names 0, 1, 2 …, and a file called media says
// what they are really called: in JSON, in the last generation in protobuf in
// zstd, and then each of them is in zstd as well. A collection may also come
// bare, as it stands in Anki's own folder.

// Bounds of a package. What they let through fits into memory several times,
// and is more than a course's file can hold.
const (
	ankiMaxCollection = 128 << 20 // bytes, unpacked
	ankiMaxDirectory  = 8 << 20   // bytes of the zip's list of files
	ankiMaxFiles      = 100_000   // in the zip
	ankiMaxMediaList  = 16 << 20  // bytes, unpacked
	ankiMaxPicture    = 5 << 20   // bytes of one picture
	ankiMaxPictures   = 64 << 20  // bytes of all pictures that are kept
)

// ankiCollections are the names of collections, the newest generation first.
var ankiCollections = []string{"collection.anki21b", "collection.anki21", "collection.anki2"}

// ankiNewest is the newest generation that is known, as the file meta says it.
const ankiNewest = 3

const ankiExportAgain = "in Anki, choose File, Export and import the file that makes"

var zstdMagic = []byte{0x28, 0xb5, 0x2f, 0xfd}

// ankiPackage is an open package.
type ankiPackage struct {
	collection []byte               // a whole SQLite file
	media      map[string]*zip.File // by the name that cards have for it, in NFC
	close      func() error
}

// openAnki opens a package or a bare collection. Errors are sentences.
func openAnki(src fs.FS, name string) (_ *ankiPackage, err error) {
	f, err := src.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close())
		}
	}()
	head := make([]byte, 4)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if bytes.HasPrefix(head[:n], []byte("PK")) {
		return openAnkiZip(f)
	}
	data, err := unpackAnki(io.MultiReader(bytes.NewReader(head[:n]), f), ankiMaxCollection)
	if err != nil {
		return nil, fmt.Errorf("the collection cannot be read: %w", err)
	}
	if !bytes.HasPrefix(data, sqliteMagic) {
		return nil, errors.New("this is neither an Anki package nor a collection: " + ankiExportAgain)
	}
	return &ankiPackage{collection: data, close: f.Close}, nil
}

// openAnkiZip opens a package.
func openAnkiZip(f fs.File) (*ankiPackage, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	at, ok := f.(io.ReaderAt)
	if !ok {
		return nil, errors.New("the package can only be read from front to back: copy it to a disk first")
	}
	list := &meter{r: at, left: ankiMaxDirectory}
	archive, err := zip.NewReader(list, info.Size())
	switch {
	case errors.Is(err, errTooLarge) || err == nil && len(archive.File) > ankiMaxFiles:
		return nil, fmt.Errorf("the package holds more than %d files: export fewer decks at a time", ankiMaxFiles)
	case err != nil:
		return nil, fmt.Errorf("the package is cut short or damaged (%w): get the file again, or %s", err, ankiExportAgain)
	}
	list.isOff = true
	files := make(map[string]*zip.File, len(archive.File))
	for _, file := range archive.File {
		files[file.Name] = file
	}
	p := &ankiPackage{close: f.Close}
	if err := checkAnkiMeta(files["meta"]); err != nil {
		return nil, err
	}
	for _, name := range ankiCollections {
		file := files[name]
		if file == nil {
			continue
		}
		if p.collection, err = readAnkiFile(file, ankiMaxCollection); err != nil {
			return nil, fmt.Errorf("%s cannot be unpacked: %w", name, err)
		}
		if !bytes.HasPrefix(p.collection, sqliteMagic) {
			return nil, fmt.Errorf("%s is no SQLite database, which an Anki collection is: %s", name, ankiExportAgain)
		}
		p.media, err = readAnkiMedia(files)
		if err != nil {
			return nil, fmt.Errorf("the package's list of media cannot be read: %w", err)
		}
		return p, nil
	}
	return nil, errors.New("this zip file is no Anki package, for it holds no collection: " + ankiExportAgain)
}

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

// readAnkiFile reads one file of a package, and unpacks it once more where it is
// in zstd.
func readAnkiFile(file *zip.File, limit int64) (_ []byte, err error) {
	if !file.Mode().IsRegular() {
		return nil, errors.New("it is a link or a folder, not a file")
	}
	r, err := file.Open()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	return unpackAnki(r, limit)
}

// unpackAnki reads a file of at most limit bytes that may be in zstd.
func unpackAnki(r io.Reader, limit int64) ([]byte, error) {
	head := make([]byte, len(zstdMagic))
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, err
	}
	r = io.MultiReader(bytes.NewReader(head[:n]), r)
	if bytes.Equal(head[:n], zstdMagic) {
		decoder, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxMemory(uint64(limit)))
		if err != nil {
			return nil, err
		}
		defer decoder.Close()
		r = decoder
	}
	data, err := readAll(r, limit)
	if errors.Is(err, errTooLarge) || errors.Is(err, zstd.ErrDecoderSizeExceeded) || errors.Is(err, zstd.ErrWindowSizeExceeded) {
		err = fmt.Errorf("it is larger than %d MB", limit>>20)
	}
	return data, err
}

// checkAnkiMeta refuses a package of a generation that is not known yet.
func checkAnkiMeta(file *zip.File) error {
	if file == nil {
		return nil // the first two generations
	}
	data, err := readAnkiFile(file, 1<<10)
	if err == nil {
		var version uint64
		err = eachProtoField(data, func(number, value uint64, _ []byte) {
			if number == 1 {
				version = value
			}
		})
		if version > ankiNewest {
			return fmt.Errorf("this package is of a newer kind (%d) than this program knows: in Anki's export, tick “Support older Anki versions”", version)
		}
	}
	if err != nil {
		return fmt.Errorf("the package does not say which kind it is: %w", err)
	}
	return nil
}

// readAnkiMedia reads which media there are. A package without a list has none.
func readAnkiMedia(files map[string]*zip.File) (map[string]*zip.File, error) {
	if files["media"] == nil {
		return nil, nil
	}
	data, err := readAnkiFile(files["media"], ankiMaxMediaList)
	if err != nil {
		return nil, err
	}
	media := make(map[string]*zip.File)
	add := func(name, entry string) {
		if file := files[entry]; file != nil && name != "" && len(media) < ankiMaxFiles {
			media[norm.NFC.String(name)] = file
		}
	}
	if text := bytes.TrimSpace(data); len(text) > 0 && text[0] == '{' {
		var names map[string]string
		if err := json.Unmarshal(text, &names); err != nil {
			return nil, err
		}
		for entry, name := range names {
			add(name, entry)
		}
		return media, nil
	}
	n := 0 // a file is called by its place in the list, unless it says otherwise
	var inner error
	err = eachProtoField(data, func(number, _ uint64, content []byte) {
		if number != 1 {
			return
		}
		var name string
		entry := strconv.Itoa(n)
		n++
		inner = cmp.Or(inner, eachProtoField(content, func(number, value uint64, content []byte) {
			switch number {
			case 1:
				name = string(content)
			case 255:
				entry = strconv.FormatUint(value, 10)
			}
		}))
		add(name, entry)
	})
	return media, errors.Join(err, inner)
}

var errProto = errors.New("it is no protobuf message")

// eachProtoField visits the fields of a protobuf message: value of the ones that
// are numbers, content of the ones that are texts or messages. The few messages
// in a package need no more of https://protobuf.dev/programming-guides/encoding.
func eachProtoField(data []byte, visit func(number, value uint64, content []byte)) error {
	for len(data) > 0 {
		tag, n := binary.Uvarint(data)
		if n <= 0 {
			return errProto
		}
		data = data[n:]
		var value uint64
		var content []byte
		switch tag & 7 {
		case 0:
			if value, n = binary.Uvarint(data); n <= 0 {
				return errProto
			}
			data = data[n:]
		case 1, 5:
			size := 8
			if tag&7 == 5 {
				size = 4
			}
			if len(data) < size {
				return errProto
			}
			content, data = data[:size], data[size:]
		case 2:
			size, n := binary.Uvarint(data)
			if n <= 0 || size > uint64(len(data)-n) {
				return errProto
			}
			content, data = data[n:n+int(size)], data[n+int(size):]
		default:
			return errProto
		}
		visit(tag>>3, value, content)
	}
	return nil
}
