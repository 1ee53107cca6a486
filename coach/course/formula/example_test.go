package formula_test

import (
	"fmt"

	"pacer/coach/course/formula"
)

func ExampleSpoken() {
	fmt.Println(formula.Spoken(`Is $\sqrt{x+1} \le \frac{3}{4}$ for *all* $x$?`, formula.English()))
	// Output:
	// Is the square root of x plus 1, end root is less than or equal to 3 over 4 for *all* x?
}

// A formula that is too much for a line is drawn, and its picture says what it
// shows.
func ExampleFormulas() {
	for _, f := range formula.Formulas(`Is $A=\begin{bmatrix}1&0&2\\0&1&2\\0&0&1\end{bmatrix}$ more than $x^2$?`) {
		if f.NeedsPicture() {
			fmt.Println("picture:", f.Spoken(formula.English()))
		} else {
			fmt.Println("line:", f.Line())
		}
	}
	// Output:
	// picture: A equals 3 by 3 matrix; row 1: 1, 0, 2; row 2: 0, 1, 2; row 3: 0, 0, 1; end matrix
	// line: x²
}

func ExampleReadable() {
	fmt.Println(formula.Readable(`Is $\frac{x+1}{2} \le 3\sqrt{2}$ for *all* $x$? It costs $5.`))
	// Output: Is (x+1)/2 ≤ 3√2 for *all* x? It costs $5.
}
