package convert

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"

	"pacer/coach/course"
)

// bundle is a set of files that belong together: a zip file, or the folder it
// was unpacked to.
type bundle struct {
	name  string   // of the zip file; "" of a folder
	names []string // paths of the files, sorted
	read  func(name string, limit int64) ([]byte, error)
	close func() error

	pictures map[string][]byte // by path, read once
	left     int64             // bytes of pictures that may still be kept
}

// Bounds of a bundle's pictures.
const bundleMaxPictures = 64 << 20 // bytes, together

// zipBundle opens a zip file of a folder.
func zipBundle(src fs.FS, name string) (*bundle, error) {
	z, file, err := openZipFile(src, name, "the package", quizPackage)
	if err != nil {
		return nil, err
	}
	return newBundle(name, z.names(), z.read, file.Close), nil
}

// folderBundle takes a folder as it is. Links in it are not followed.
func folderBundle(src fs.FS) (*bundle, error) {
	var names []string
	err := fs.WalkDir(src, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.Type().IsRegular():
			names = append(names, name)
		}
		if len(names) > quizPackage.files {
			return fmt.Errorf("the folder holds more than %d files: import its parts one by one", quizPackage.files)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	left := quizPackage.unpacked
	read := func(name string, limit int64) ([]byte, error) {
		data, err := readFile(src, name, min(limit, left))
		left -= int64(len(data))
		if errors.Is(err, errTooLarge) {
			err = sizeError(limit)
		}
		return data, err
	}
	return newBundle("", names, read, func() error { return nil }), nil
}

func newBundle(name string, names []string, read func(string, int64) ([]byte, error), closeIt func() error) *bundle {
	return &bundle{name: name, names: names, read: read, close: closeIt, pictures: make(map[string][]byte), left: bundleMaxPictures}
}

// closeAll closes bundles.
func closeAll(all []*bundle) error {
	var errs []error
	for _, b := range all {
		errs = append(errs, b.close())
	}
	return errors.Join(errs...)
}

// where is the place of a file in the source.
func (b *bundle) where(name string, line int) Where {
	return Where{File: path.Join(b.name, name), Line: line}
}

// has says whether there is a file of that path.
func (b *bundle) has(name string) bool {
	_, found := slices.BinarySearch(b.names, name)
	return found
}

// resolve is the path that an address in a file means, or "" if it means none
// of the bundle's files.
func (b *bundle) resolve(from, address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Path == "" {
		return ""
	}
	name := path.Join(path.Dir(from), u.Path) // never above the bundle: has decides
	if !b.has(name) {
		return ""
	}
	return name
}

// picture reads a picture that a file names by address, and why it cannot be
// shown where it cannot.
func (b *bundle) picture(from, address string) (data []byte, fault string) {
	name := b.resolve(from, address)
	if name == "" {
		return nil, noFigure
	}
	if data, ok := b.pictures[name]; ok {
		return data, ""
	}
	data, err := b.read(name, quizMaxPicture)
	switch {
	case errors.Is(err, errTooLarge):
		return nil, "a picture is larger than 5 MB"
	case err != nil:
		return nil, noFigure
	case int64(len(data)) > b.left:
		return nil, fmt.Sprintf("the pictures together are larger than %d MB", bundleMaxPictures>>20)
	}
	b.left -= int64(len(data))
	b.pictures[name] = data
	return data, ""
}

// bundleSource says how the bundles of one format are found and read.
type bundleSource struct {
	extensions []string // of zip files that may be of the format
	title      string   // of a folder that names none
	nothing    string   // what to say of a source in which nothing is of the format
	isLike     func(*bundle) bool
	parse      func(*bundle) (*quizFile, error)
}

// open opens what a source holds: each zip file that is of the format, or the
// folder if that is. A zip file that cannot be opened is remarked upon.
func (s bundleSource) open(src fs.FS, report *Report) ([]*bundle, error) {
	entries, err := fs.ReadDir(src, ".")
	if err != nil {
		return nil, err
	}
	var found []*bundle
	var first error
	for _, entry := range entries {
		if entry.IsDir() || !slices.Contains(s.extensions, strings.ToLower(path.Ext(entry.Name()))) {
			continue
		}
		b, err := zipBundle(src, entry.Name())
		switch {
		case err != nil:
			report.remark(Where{File: entry.Name()}, "the file could not be read", err.Error())
			first = cmp.Or(first, fmt.Errorf("%s: %w", entry.Name(), err))
		case s.isLike(b):
			found = append(found, b)
		default:
			first = errors.Join(first, b.close())
		}
	}
	if len(found) > 0 {
		return found, nil
	}
	folder, err := folderBundle(src)
	if err == nil && s.isLike(folder) {
		return []*bundle{folder}, nil
	}
	return nil, cmp.Or(first, err)
}

// courses reads each bundle as a course. One that is of no use is remarked upon;
// only if none could be read is that an error.
func (s bundleSource) courses(src fs.FS, opt Options, report *Report) (courses []*course.Course, err error) {
	all, err := s.open(src, report)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, errors.New(s.nothing)
	}
	defer func() { err = errors.Join(err, closeAll(all)) }()
	names := make([]string, len(all))
	for i, b := range all {
		names[i] = b.name
	}
	ids := slugs(names)
	var first error
	for _, b := range all {
		file, err := s.parse(b)
		if err != nil {
			report.remark(Where{File: b.name}, "the file could not be read", err.Error())
			first = cmp.Or(first, err)
			continue
		}
		name := b.name
		if name == "" {
			name = cmp.Or(s.lone(b), file.title, s.title)
		}
		id := slug(strings.TrimSuffix(name, path.Ext(name)))
		if slices.ContainsFunc(courses, func(c *course.Course) bool { return c.ID == id }) {
			id = ids[name]
		}
		builder := newQuizBuilder(id, name, file, opt, report)
		if len(all) > 1 {
			builder.course.Title = cmp.Or(tidy(file.title), fileTitle(name))
		}
		courses = append(courses, builder.build(file))
	}
	if len(courses) == 0 {
		return nil, first
	}
	return courses, nil
}

// lone is the name of a folder's only file.
func (s bundleSource) lone(b *bundle) string {
	if len(b.names) == 1 {
		return path.Base(b.names[0])
	}
	return ""
}
