package grade

// The words of languages besides English. What learners leave accents out of
// stands in both forms. Articles are not among them: where nouns have genders the
// article is part of what is learnt, and "der Tisch" is right where "das Tisch"
// is not. Neither are words that begin remarks: in a course of the language they
// begin answers.

var spanish = lexicon{
	yes:    []string{"verdadero", "verdad", "v", "sí", "si", "cierto", "correcto", "es verdad", "es cierto"},
	no:     []string{"falso", "no es verdad", "no es cierto", "incorrecto", "mentira"},
	labels: []string{"opción", "opcion", "letra", "respuesta", "número", "numero"},
	leadIns: []string{
		"la respuesta es", "mi respuesta es", "respuesta", "creo que es", "creo que son", "creo que", "pienso que es", "pienso que", "diría que", "diria que",
		"es", "son", "sería", "seria", "tal vez", "quizás", "quizas", "más o menos", "mas o menos",
	},
	tails:      []string{"creo", "creo yo", "por favor", "tal vez", "quizás", "quizas"},
	joins:      []string{"luego", "después", "despues", "con", "va con", "antes de"},
	starts:     []string{"primero"},
	and:        []string{"y"},
	or:         []string{"o"},
	everything: []string{"todas", "todos", "todas ellas", "todos ellos", "todo"},
	asides: []string{
		"hola", "buenos días", "buenos dias", "buenas tardes", "buenas noches", "buenas", "adiós", "adios", "chao", "chau", "hasta luego", "hasta mañana", "nos vemos",
		"gracias", "muchas gracias", "vale", "de acuerdo", "bueno", "claro", "jaja", "jajaja", "jajajaja", "eh", "qué", "que", "perdón", "perdon", "lo siento", "por favor", "un momento", "espera",
	},
	openers: []string{
		"qué es", "que es", "qué significa", "que significa", "por qué", "por que", "cómo se", "como se", "cómo hago", "como hago", "puedes", "podrías", "podrias",
		"ayúdame", "ayudame", "necesito ayuda", "necesito una", "dame una pista", "dime", "explícame", "explicame", "no entiendo", "no puedo", "no comprendo",
	},
	moments: []string{"segundo", "minuto", "hora", "día", "semana", "mes", "año", "tiempo", "duración", "reloj"},
	fails:   []string{"no compila", "no funciona", "no se ejecuta", "da error", "da un error", "un error", "falla"},
	dontKnow: []string{
		"no sé", "no se", "no lo sé", "no lo se", "nose", "ns", "ni idea", "no tengo ni idea", "no tengo idea", "no estoy seguro", "no estoy segura", "no me acuerdo", "no recuerdo",
	},
	beside:  []string{"ambas", "ambos", "solo", "sólo", "o", "ni", "opción", "opcion", "opciones"},
	last:    []string{"las anteriores", "los anteriores", "de estas", "de estos"},
	ones:    []string{"cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "", "doce", "trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve"}, // once is an English word
	tens:    []string{"veinte", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"},
	hundred: []string{"cien"},
	minus:   []string{"menos"},
	percent: []string{"por ciento", "porciento"},
}

var french = lexicon{
	yes:    []string{"vrai", "v", "oui", "juste", "cest vrai", "cest juste", "exact"},
	no:     []string{"faux", "non", "cest faux", "pas vrai", "inexact"},
	labels: []string{"option", "choix", "lettre", "réponse", "reponse", "numéro", "numero"},
	leadIns: []string{
		"la réponse est", "la reponse est", "ma réponse est", "ma reponse est", "réponse", "reponse", "je pense que cest", "je crois que cest", "je pense que", "je crois que", "je dirais",
		"cest", "ce sont", "peut-être", "peut-etre", "environ", "à peu près", "sans doute",
	},
	tails:      []string{"je crois", "je pense", "sil te plaît", "sil te plait", "sil vous plaît", "svp", "stp", "peut-être", "peut-etre"},
	joins:      []string{"puis", "ensuite", "avec", "va avec", "avant"},
	starts:     []string{"dabord"},
	and:        []string{"et"},
	or:         []string{"ou"},
	everything: []string{"toutes", "tous", "tout", "toutes les réponses", "toutes les reponses"},
	asides: []string{
		"bonjour", "salut", "coucou", "bonsoir", "bonne nuit", "au revoir", "à plus", "a plus", "à demain", "a demain", "à bientôt", "a bientot",
		"merci", "merci beaucoup", "daccord", "ok merci", "mdr", "ptdr", "hein", "quoi", "euh", "ben", "bah", "pardon", "désolé", "désolée", "desole", "sil te plaît", "sil vous plaît", "svp", "stp", "attends", "un instant", "une seconde",
	},
	openers: []string{
		"quest-ce que", "quest ce que", "cest quoi", "pourquoi", "comment on", "comment faire", "comment je", "est-ce que", "est ce que", "peux-tu", "peux tu", "tu peux", "pouvez-vous",
		"aide-moi", "aide moi", "jai besoin", "donne-moi", "donne moi", "explique", "je ne comprends", "je comprends pas", "je ne peux", "je peux pas", "je narrive", "jarrive pas",
	},
	moments: []string{"seconde", "minute", "heure", "jour", "semaine", "mois", "année", "temps", "durée", "combien de temps"},
	fails:   []string{"ne compile pas", "ne marche pas", "ne fonctionne pas", "ne sexécute pas", "erreur", "une erreur", "plante"},
	dontKnow: []string{
		"je ne sais pas", "je sais pas", "jsais pas", "chais pas", "jsp", "jen sais rien", "aucune idée", "aucune idee", "pas didée", "je ne suis pas sûr", "je ne suis pas sûre", "pas sûr", "pas sûre", "pas sur", "jai oublié", "je ne me souviens pas", "je ne me souviens plus",
	},
	beside:  []string{"les deux", "seulement", "ou", "ni", "option", "options"},
	last:    []string{"ci-dessus", "des précédentes", "des réponses précédentes", "dentre elles"},
	ones:    []string{"zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize"},
	tens:    []string{"vingt", "trente", "quarante", "cinquante", "soixante"},
	hundred: []string{"cent"},
	minus:   []string{"moins"},
	percent: []string{"pour cent", "pourcent"},
}

var german = lexicon{
	yes:    []string{"wahr", "w", "ja", "richtig", "stimmt", "korrekt"},
	no:     []string{"falsch", "nein", "stimmt nicht", "nicht wahr", "nicht richtig", "unwahr"},
	labels: []string{"option", "buchstabe", "antwort", "nummer"},
	leadIns: []string{
		"die antwort ist", "meine antwort ist", "die antwort", "antwort", "ich glaube es ist", "ich denke es ist", "ich glaube", "ich denke", "ich würde sagen", "ich sage", "ich nehme",
		"es ist", "es sind", "das ist", "das sind", "vielleicht", "wahrscheinlich", "ungefähr", "etwa", "circa", "ca",
	},
	tails:      []string{"glaube ich", "glaub ich", "denke ich", "denk ich", "bitte", "vielleicht", "oder so"},
	joins:      []string{"dann", "danach", "mit", "zu", "gehört zu", "vor"},
	starts:     []string{"zuerst", "erst"},
	and:        []string{"und"},
	or:         []string{"oder"},
	everything: []string{"alle", "alles", "alle davon"},
	asides: []string{
		"hallo", "guten morgen", "guten tag", "guten abend", "gute nacht", "tschüss", "tschuss", "tschüs", "ciao", "bis dann", "bis später", "bis morgen", "auf wiedersehen",
		"danke", "vielen dank", "danke schön", "na gut", "alles klar", "haha", "hä", "äh", "ähm", "was", "warum", "wie", "sorry", "entschuldigung", "bitte", "moment", "einen moment", "warte", "warte mal",
	},
	openers: []string{
		"was ist", "was heisst", "was bedeutet", "was soll", "warum", "wieso", "wie geht", "wie macht", "wie soll", "kannst du", "könntest du", "können sie", "hilf mir", "hilfe bei",
		"ich brauche", "ich will", "ich möchte", "gib mir", "sag mir", "erklär", "erkläre", "ich verstehe", "ich versteh", "ich kann nicht", "ich kann das nicht",
	},
	moments: []string{"sekunde", "minute", "stunde", "tag", "woche", "monat", "jahr", "zeit", "dauer", "uhr", "wie lange"},
	fails: []string{
		"läuft nicht", "es läuft nicht", "geht nicht", "funktioniert nicht", "kompiliert nicht", "übersetzt nicht", "lässt sich nicht übersetzen", "fehler", "ein fehler", "fehlermeldung", "stürzt ab", "ausnahme",
	},
	dontKnow: []string{
		"weiss nicht", "weiss ich nicht", "ich weiss nicht", "ich weiss es nicht", "weiss nich", "kein plan", "keine ahnung", "ka", "kp", "keinen plan", "bin nicht sicher", "bin mir nicht sicher", "ich bin nicht sicher", "ich bin mir nicht sicher", "hab ich vergessen", "vergessen", "ich habe es vergessen",
	},
	beside:  []string{"beide", "nur", "oder", "weder", "noch", "option", "optionen"},
	last:    []string{"der genannten", "der obigen", "der oben genannten", "von diesen", "davon"},
	ones:    []string{"null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn"},
	tens:    []string{"zwanzig", "dreissig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"},
	hundred: []string{"hundert", "einhundert"},
	minus:   []string{"minus"},
	percent: []string{"prozent"},
}

var arabic = lexicon{
	yes:        []string{"صحيح", "صح", "نعم", "أجل", "اجل", "صواب", "حقيقي"},
	no:         []string{"خطأ", "خطا", "لا", "خاطئ", "غير صحيح", "ليس صحيحا", "ليس صحيحًا"},
	labels:     []string{"الخيار", "خيار", "الحرف", "حرف", "الإجابة", "الجواب", "الرقم", "رقم"},
	leadIns:    []string{"الإجابة هي", "الاجابة هي", "الجواب هو", "الجواب", "الإجابة", "إجابتي هي", "أظن أنه", "أظن أنها", "أعتقد أنه", "أعتقد أنها", "أظن", "أعتقد", "هو", "هي", "ربما", "تقريبا", "تقريبًا"},
	tails:      []string{"أظن", "أعتقد", "ربما", "من فضلك", "لو سمحت", "تقريبا", "تقريبًا"},
	joins:      []string{"ثم", "مع", "بعدها", "قبل"},
	starts:     []string{"أولا", "أولًا", "اولا"},
	and:        []string{"و"},
	or:         []string{"أو", "او"},
	everything: []string{"الكل", "كلها", "جميعها", "كلهم", "كل الخيارات", "جميع الخيارات"},
	alphabet:   "اأإآ ب ج د ه و ز ح ط ي ك ل م ن س ع ف ص ق ر ش ت ث خ ذ ض",
	asides: []string{
		"مرحبا", "مرحبًا", "أهلا", "أهلًا", "اهلا", "السلام عليكم", "صباح الخير", "مساء الخير", "تصبح على خير", "مع السلامة", "إلى اللقاء", "وداعا", "باي",
		"شكرا", "شكرًا", "شكرا جزيلا", "حسنا", "حسنًا", "طيب", "تمام", "أوكي", "اوكي", "هههه", "ههههه", "ماذا", "عفوا", "آسف", "اسف", "آسفة", "من فضلك", "لو سمحت", "لحظة", "انتظر",
	},
	openers: []string{
		"ما هو", "ما هي", "ما معنى", "ماذا يعني", "لماذا", "كيف", "هل يمكن", "هل تستطيع", "ساعدني", "أحتاج", "احتاج", "أريد", "اريد", "أعطني", "اعطني", "اشرح", "لا أفهم", "لا افهم", "لم أفهم", "لم افهم", "لا أستطيع", "لا استطيع",
	},
	moments: []string{"ثانية", "دقيقة", "ساعة", "يوم", "أسبوع", "شهر", "سنة", "وقت", "زمن", "مدة"},
	fails:   []string{"لا يعمل", "لا تعمل", "خطأ في الترجمة", "رسالة خطأ", "يتوقف"},
	dontKnow: []string{
		"لا أعرف", "لا اعرف", "لا أدري", "لا ادري", "ما أعرف", "ما اعرف", "ما أدري", "ما ادري", "مش عارف", "مش عارفة", "لست متأكدا", "لست متأكدًا", "لست متأكدة", "غير متأكد", "نسيت", "لا فكرة", "ليس لدي فكرة", "لا أتذكر", "لا اتذكر",
	},
	beside: []string{"كلاهما", "فقط", "أو", "ولا", "الخيار", "الخيارين"},
	last:   []string{"مما سبق", "ما سبق", "مما ذكر", "ما ذكر"},
	ones: []string{
		"صفر", "واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة",
	},
	tens:    []string{"عشرون", "ثلاثون", "أربعون", "خمسون", "ستون", "سبعون", "ثمانون", "تسعون"},
	hundred: []string{"مئة", "مائة"},
	minus:   []string{"ناقص", "سالب"},
	percent: []string{"بالمئة", "بالمائة", "في المئة", "في المائة"},
}

var chinese = lexicon{
	yes:        []string{"对", "對", "正确", "正確", "是", "是的", "真", "对的", "没错"},
	no:         []string{"错", "錯", "错误", "錯誤", "不对", "不對", "不是", "假", "否", "不正确", "错的"},
	labels:     []string{"选项", "選項", "选", "答案", "字母"},
	leadIns:    []string{"答案是", "我的答案是", "我觉得是", "我认为是", "我想是", "应该是", "大概是", "可能是", "是", "我选"},
	tails:      []string{"吧", "我觉得", "我想", "谢谢"},
	joins:      []string{"然后", "接着", "配", "对应", "再"},
	starts:     []string{"先", "首先"},
	and:        []string{"和", "与", "及", "还有", "以及"},
	or:         []string{"或", "或者"},
	everything: []string{"全部", "全选", "都是", "都对", "所有", "全都是"},
	asides: []string{
		"你好", "您好", "嗨", "早上好", "早安", "晚上好", "晚安", "再见", "拜拜", "回头见", "明天见",
		"谢谢", "謝謝", "多谢", "好", "好的", "好吧", "行", "嗯", "嗯嗯", "哦", "啊", "哈哈", "哈哈哈", "什么", "啥", "为什么", "怎么", "对不起", "抱歉", "请", "等等", "等一下", "等一会", "稍等",
	},
	moments: []string{"秒", "分钟", "小时", "星期", "时间", "多久", "多长"},
	fails:   []string{"不能运行", "无法运行", "运行不了", "报错", "出错", "编译错误", "编译不通过", "无法编译", "异常", "崩溃"},
	dontKnow: []string{
		"不知道", "我不知道", "不懂", "我不懂", "不会", "我不会", "我不会做", "不清楚", "我不清楚", "不确定", "我不确定", "没想法", "忘了", "我忘了", "忘记了", "不记得", "不晓得",
	},
	beside:  []string{"都", "两者", "只有", "或", "选项"},
	last:    []string{"以上都", "以上皆", "以上所有", "以上全", "以上选项", "以上答案", "上述"},
	ones:    []string{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五", "十六", "十七", "十八", "十九"},
	tens:    []string{"二十", "三十", "四十", "五十", "六十", "七十", "八十", "九十"},
	hundred: []string{"一百", "百"},
	minus:   []string{"负", "減", "减"},
}

var hebrew = lexicon{alphabet: "א ב ג ד ה ו ז ח ט י כ ל מ נ ס ע פ צ ק ר ש ת"}
