package convert

// Medium is a picture of a course: a file for the course's folder, where the
// course names it.
type Medium struct {
	Course string // the course's ID
	Path   string // in the course's folder: media/…, letters, digits and hyphens
	Data   []byte
}
