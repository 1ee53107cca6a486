package formula

import "strings"

// symbolTables hold a command and what it becomes, by how the sign gets on with
// its neighbours.
var symbolTables = []struct {
	kind pieceKind
	list string
}{
	{ordinary, `
		alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι
		kappa κ lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ
		upsilon υ phi φ varphi φ chi χ psi ψ omega ω
		Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
		infty ∞ partial ∂ nabla ∇ hbar ℏ ell ℓ Re ℜ Im ℑ wp ℘ aleph ℵ imath ı jmath ȷ
		emptyset ∅ varnothing ∅ degree ° prime ′ circ ∘ angle ∠ measuredangle ∡ triangle △ square □ Box □
		bigtriangleup △ diamond ◇ star ⋆ bigstar ★ dagger † ddagger ‡ top ⊤ bot ⊥ surd √ blacksquare ■ qed ∎
		ldots … dots … cdots … dotsc … dotsb … dotso … vdots ⋮ ddots ⋱ hdots …
		vert | lvert | rvert | Vert ‖ lVert ‖ rVert ‖ | ‖ backslash ∖
		% % $ $ # # & & _ ＿ checkmark ✓ S § P ¶ pounds £ euro € yen ¥ cents ¢ textdegree ° textdollar $
		forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬ therefore ∴ because ∵ clubsuit ♣ heartsuit ♥ spadesuit ♠ diamondsuit ♦
		amalg ⨿ Alpha Α Beta Β Epsilon Ε Zeta Ζ Eta Η Iota Ι Kappa Κ Mu Μ Nu Ν Omicron Ο Rho Ρ Tau Τ Chi Χ digamma ϝ beth ℶ gimel ℷ
		R ℝ reals ℝ Reals ℝ N ℕ natnums ℕ Z ℤ Q ℚ Complex ℂ blacktriangle ▲ bigcirc ◯ lozenge ◊ Diamond ◇ natural ♮ flat ♭ sharp ♯
		degreeCelsius °C celsius °C degreeFahrenheit °F metre m meter m kilogram kg gram g second s minute min hour h litre L liter L
		newton N joule J watt W pascal Pa hertz Hz volt V ampere A ohm Ω kelvin K mole mol coulomb C per / kilo k centi c milli m micro µ mega M
		squared ² cubed ³ textminus − textendash – textemdash — textquotesingle ' textregistered ® copyright © iddots … dotsm … dotsi … mathellipsis …
		underscore ＿ textunderscore ＿ percent % colon : lq ‘ rq ’`},
	{operator, `
		times × cdot · div ÷ pm ± mp ∓ ast ∗ bullet • oplus ⊕ ominus ⊖ otimes ⊗ odot ⊙ cup ∪ cap ∩
		sqcup ⊔ sqcap ⊓ setminus ∖ smallsetminus ∖ land ∧ wedge ∧ lor ∨ vee ∨ uplus ⊎ bmod mod mod mod centerdot · boxplus ⊞ boxtimes ⊠ boxminus ⊟ ltimes ⋉ rtimes ⋊ oslash ⊘ wr ≀ triangleleft ◁ triangleright ▷ divideontimes ⋇ cdotp ·`},
	{relation, `
		le ≤ leq ≤ leqslant ≤ ge ≥ geq ≥ geqslant ≥ ne ≠ neq ≠ lt < gt > ll ≪ gg ≫ approx ≈ approxeq ≊ equiv ≡
		sim ∼ simeq ≃ cong ≅ propto ∝ varpropto ∝ mid ∣ nmid ∤ parallel ∥ nparallel ∦ perp ⊥ in ∈ notin ∉ ni ∋
		subset ⊂ subseteq ⊆ subsetneq ⊊ nsubseteq ⊈ supset ⊃ supseteq ⊇ prec ≺ succ ≻ doteq ≐ triangleq ≜ coloneqq ≔
		to → rightarrow → longrightarrow ⟶ leftarrow ← longleftarrow ⟵ gets ← leftrightarrow ↔ mapsto ↦ longmapsto ⟼
		Rightarrow ⇒ Longrightarrow ⟹ implies ⇒ Leftarrow ⇐ impliedby ⇐ Leftrightarrow ⇔ Longleftrightarrow ⟺ iff ⇔
		uparrow ↑ downarrow ↓ updownarrow ↕ Uparrow ⇑ Downarrow ⇓ nearrow ↗ searrow ↘ swarrow ↙ nwarrow ↖
		hookrightarrow ↪ rightleftharpoons ⇌ leftrightarrows ⇆ rightharpoonup ⇀ vdash ⊢ models ⊨ nless ≮ ngtr ≯ nleq ≰ ngeq ≱
		sqsubseteq ⊑ sqsupseteq ⊒ subsetneqq ⊊ supsetneq ⊋ nsupseteq ⊉ preceq ⪯ succeq ⪰ nsim ≁ ncong ≇ asymp ≍ bowtie ⋈ lesssim ≲ gtrsim ≳ leqq ≦ geqq ≧
		lll ⋘ ggg ⋙ longleftrightarrow ⟷ leadsto ⇝ rightsquigarrow ⇝ leftharpoonup ↼ rightharpoondown ⇁ rightleftarrows ⇄ Vdash ⊩ vDash ⊨ nrightarrow ↛
		nRightarrow ⇏ curvearrowright ↷ curvearrowleft ↶ twoheadrightarrow ↠ rightarrowtail ↣ colonequals ≔ eqqcolon ≕ Coloneqq ⩴ vartriangle △`},
	{opening, `{ { lbrace { lbrack [ langle ⟨ lfloor ⌊ lceil ⌈ ( ( [ [ lparen ( llbracket ⟦ lgroup ( ulcorner ⌜`},
	{closing, `} } rbrace } rbrack ] rangle ⟩ rfloor ⌋ rceil ⌉ ) ) ] ] rparen ) rrbracket ⟧ rgroup ) urcorner ⌝`},
	{function, `
		sin sin cos cos tan tan cot cot sec sec csc csc arcsin arcsin arccos arccos arctan arctan
		sinh sinh cosh cosh tanh tanh coth coth log log ln ln lg lg exp exp det det dim dim ker ker
		deg deg gcd gcd lcm lcm arg arg hom hom Pr Pr arccot arccot arcsec arcsec arccsc arccsc sech sech csch csch sgn sgn tr tr rank rank
		argmax argmax argmin argmin tg tg ctg ctg arctg arctg`},
	{bounded, `
		lim lim limsup limsup liminf liminf max max min min sup sup inf inf
		sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ iiint ∭ oint ∮ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigsqcup ⨆ biguplus ⨄
		bigodot ⨀ iiiint ⨌ idotsint ∫…∫ varlimsup limsup varliminf liminf injlim injlim projlim projlim bigotimes ⨂ bigvee ⋁ bigwedge ⋀`},
}

// The texts of spaces that a command makes. On a line all are alike; a typed one
// is " ".
const (
	thinGap = "\u2009"
	emGap   = "\u2003"
)

// symbols are the commands without arguments.
var symbols = readSymbols()

func readSymbols() map[string]piece {
	symbols := make(map[string]piece)
	for _, table := range symbolTables {
		words := strings.Fields(table.list)
		for i := 0; i < len(words); i += 2 {
			symbols[words[i]] = piece{text: words[i+1], kind: table.kind}
		}
	}
	for _, name := range []string{",", ";", ":", ">", " ", "\n", "\t", "enspace", "thinspace", "medspace", "thickspace", "space", "nobreakspace"} {
		symbols[name] = piece{text: thinGap, kind: gap}
	}
	for _, name := range []string{"quad", "qquad", "hfill"} {
		symbols[name] = piece{text: emGap, kind: gap}
	}
	symbols["newline"] = piece{kind: lineBreak}
	// These only set size, style or place.
	for _, name := range strings.Fields(`! - / displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits nonumber notag
		mathstrut strut rm bf it sf tt cal sc em small large Large normalsize tiny huge hline hdashline
		toprule midrule bottomrule noindent mathsurround nolinebreak relax scriptspace rmfamily bfseries itshape
		normalfont footnotesize LARGE Huge frenchspacing centering hfil negthinspace allowbreak`) {
		symbols[name] = piece{}
	}
	return symbols
}

// accents are the commands that put a mark on what follows, as the combining
// character it becomes.
var accents = map[string]string{
	"overline": "\u0305", "bar": "\u0305", "widebar": "\u0305", "underline": "\u0332", "underbar": "\u0332",
	"vec": "\u20d7", "overrightarrow": "\u20d7", "overleftarrow": "\u20d6", "overleftrightarrow": "\u20e1",
	"hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "widetilde": "\u0303", "check": "\u030c",
	"dot": "\u0307", "ddot": "\u0308", "mathring": "\u030a", "breve": "\u0306", "acute": "\u0301", "grave": "\u0300",
	"overarc": "\u0311", "overparen": "\u0311", "wideparen": "\u0311", "dddot": "\u20db", "underrightarrow": "\u20ef", "utilde": "\u0330", "widecheck": "\u030c", "cancel": "\u0336", "bcancel": "\u0336", "xcancel": "\u0336", "sout": "\u0336",
}

// negations are what \not makes of a relation, where Unicode has it.
var negations = map[string]string{
	"=": "≠", "∈": "∉", "∋": "∌", "⊂": "⊄", "⊆": "⊈", "⊃": "⊅", "⊇": "⊉", "≤": "≰", "≥": "≱", "<": "≮", ">": "≯",
	"≡": "≢", "∼": "≁", "≅": "≇", "≈": "≉", "∥": "∦", "∣": "∤", "|": "∤", "→": "↛", "⇒": "⇏", "∃": "∄",
}

// pairs makes a table from two strings that run in parallel.
func pairs(from, to string) map[rune]rune {
	table, letters := make(map[rune]rune), []rune(to)
	for i, c := range []rune(from) {
		table[c] = letters[i]
	}
	return table
}

var (
	raisedLetters = pairs(
		"0123456789+−=()∗′abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWαβγδεθφχ°",
		"⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾∗′ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵅᵝᵞᵟᵋᶿᵠᵡ°")
	loweredLetters = pairs(
		"0123456789+−=()aehijklmnoprstuvxβγρφχ",
		"₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ")
	doubleStruck = pairs("CHNPQRZEF", "ℂℍℕℙℚℝℤ𝔼𝔽")
)
