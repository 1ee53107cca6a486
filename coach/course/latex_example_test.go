package course_test

import (
	"fmt"

	"pacer/coach/course"
)

func ExampleSpoken() {
	fmt.Println(course.Spoken(`Is $\sqrt{x+1} \le \frac{3}{4}$ for *all* $x$?`, course.English()))
	// Output:
	// Is the square root of x plus 1, end root is less than or equal to 3 over 4 for *all* x?
}

// A formula that is too much for a line is drawn, and its picture says what it
// shows.
func ExampleFormulas() {
	for _, f := range course.Formulas(`Is $A=\begin{bmatrix}1&0&2\\0&1&2\\0&0&1\end{bmatrix}$ more than $x^2$?`) {
		if f.NeedsPicture() {
			fmt.Println("picture:", f.Spoken(course.English()))
		} else {
			fmt.Println("line:", f.Line())
		}
	}
	// Output:
	// picture: A equals 3 by 3 matrix; row 1: 1, 0, 2; row 2: 0, 1, 2; row 3: 0, 0, 1; end matrix
	// line: x²
}
