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
	ankiMaxFiles      = 100_000   // in the zip
	ankiMaxMediaList  = 16 << 20  // bytes, unpacked
	ankiMaxPicture    = 5 << 20   // bytes of one picture
	ankiMaxPictures   = 64 << 20  // bytes of all pictures that are kept
)

// ankiZip are the limits of the zip itself. A deck with films in it is large,
// but films are not read.
var ankiZip = zipLimits{files: ankiMaxFiles, directory: 8 << 20, unpacked: 512 << 20}

// ankiCollections are the names of collections, the newest generation first.
var ankiCollections = []string{"collection.anki21b", "collection.anki21", "collection.anki2"}

// ankiNewest is the newest generation that is known, as the file meta says it.
const ankiNewest = 3

const ankiExportAgain = "in Anki, choose File, Export and import the file that makes"

var zstdMagic = []byte{0x28, 0xb5, 0x2f, 0xfd}

// ankiPackage is an open package.
type ankiPackage struct {
	collection []byte // a whole SQLite file
	zip        *zipFolder
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
	if isZip(head[:n]) {
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
	archive, err := openZipIn(f, "the package", ankiZip)
	if err != nil {
		return nil, err
	}
	p := &ankiPackage{zip: archive, close: f.Close}
	if err := p.checkMeta(); err != nil {
		return nil, err
	}
	for _, name := range ankiCollections {
		file := archive.files[name]
		if file == nil {
			continue
		}
		if p.collection, err = p.read(file, ankiMaxCollection); err != nil {
			return nil, fmt.Errorf("%s cannot be unpacked: %w", name, err)
		}
		if !bytes.HasPrefix(p.collection, sqliteMagic) {
			return nil, fmt.Errorf("%s is no SQLite database, which an Anki collection is: %s", name, ankiExportAgain)
		}
		if p.media, err = p.readMedia(); err != nil {
			return nil, fmt.Errorf("the package's list of media cannot be read: %w", err)
		}
		return p, nil
	}
	return nil, errors.New("this zip file is no Anki package, for it holds no collection: " + ankiExportAgain)
}

// read reads one file of a package, and unpacks it once more where it is in
// zstd.
func (p *ankiPackage) read(file *zip.File, limit int64) (_ []byte, err error) {
	r, err := p.zip.open(file)
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
		err = sizeError(limit)
	}
	return data, err
}

// checkMeta refuses a package of a generation that is not known yet.
func (p *ankiPackage) checkMeta() error {
	file := p.zip.files["meta"]
	if file == nil {
		return nil // the first two generations
	}
	data, err := p.read(file, 1<<10)
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

// readMedia reads which media there are. A package without a list has none.
func (p *ankiPackage) readMedia() (map[string]*zip.File, error) {
	files := p.zip.files
	if files["media"] == nil {
		return nil, nil
	}
	data, err := p.read(files["media"], ankiMaxMediaList)
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
