package bot

import "pacer/coach/course"

// PublishedCourse reads a course as a teacher published it. One whose files are
// gone is a coach.NotFound error; one that cannot be read any more is
// course.Faults.
func PublishedCourse(r Reader, p Publication) (*course.Course, error) {
	data, err := r.File(p.Draft, courseFile(p.Course))
	if err != nil {
		return nil, err
	}
	return course.Parse(p.Course+".yaml", data)
}
