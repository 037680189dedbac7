/* The search engine of the handbook: index and query in, hits out. It touches no page, so it runs in a worker, beside a page and in Node.
   How it works and what was measured: handbook/search/README.md. */
var handbookSearch = (function () {
  "use strict"

  // What a word is worth by the field in which it stands; the number of a field is its place here. All weights were found by
  // measuring (scripts/bench search), on the queries for tuning alone.
  var TITLE = 0, KEYWORDS = 1, SUMMARY = 2, HEADING = 3, TEXT = 4, TIMES = 5
  var WORTH = [5, 3.4, 2.2, 1, 1]
  // A word in a second and third field adds little; words in one section add some; words that are missing cost much.
  var SECOND = 0.6, THIRD = 0.2, SECTION = 0.5, MISSING = 1.9, NEAR = 0.25
  // How like the word itself: a synonym, and one of a word that stands on no page; one part of a compound, and parts that stand
  // far from each other. How soon more of the same word says no more.
  var SYNONYM = 0.7, MEANT = 1, PART = 0.3, APART = 0.3, ENOUGH = 0.5
  // When all else is equal: first what tells how to act, last what lists everything.
  var KIND = { process: 1.12, start: 1.06, checklist: 1.06, role: 1.03, training: 0.92, evaluation: 0.92, case: 0.9, card: 0.84, guide: 0.84, reference: 0.7, legal: 0.64, index: 0.6 }
  var TITLE_ITSELF = 1.25, SURE = 1000
  var LONGEST_QUERY = 240, MOST_WORDS = 14, LONGEST_WORD = 40

  // --- words ---

  /** One spelling for all: small letters, no accents; German ä = ae = a, ß = ss. */
  function fold(text, german) {
    text = text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/ß/g, "ss")
    return german ? text.replace(/([ao])e/g, "$1").replace(/(^|[^aeq])ue/g, "$1u") : text
  }

  /** CISTEM without its "ge-", after the endings of female forms. */
  function stemGerman(word) {
    word = word.replace(/^(.{4,}[^e])in(nen)?$/, "$1").replace(/sch/g, "$").replace(/ei/g, "%").replace(/ie/g, "&").replace(/(.)\1/g, "$1*")
    while (word.length > 3) {
      if (word.length > 5 && /(em|er|nd)$/.test(word)) word = word.slice(0, -2)
      else if (/[tesn]$/.test(word)) word = word.slice(0, -1)
      else break
    }
    return word.replace(/(.)\*/g, "$1$1").replace(/&/g, "ie").replace(/%/g, "ei").replace(/\$/g, "sch")
  }

  /** British and American spelling alike; then plural, -ed, -ing, -ly. */
  function stemEnglish(word) {
    word = word.replace(/(..)our(?=s?$|ed|ing|ly|hood|ite|able|al)/, "$1or").replace(/([iy])s(?=e[ds]?$|ing$|ation|er)/, "$1z")
      .replace(/ogramme/, "ogram").replace(/tre(s?)$/, "ter$1").replace(/(en)ce(s?)$/, "$1se$2")
    word = word.replace(/ies$/, "y").replace(/(ss|sh|ch|x|z)es$/, "$1").replace(/([^siu])s$/, "$1")
    var short = word.replace(/(ed|ing|ly)$/, "")
    if (short !== word && short.length > 2 && /[aeiouy]/.test(short)) word = short.replace(/([^aeiouls])\1$/, "$1")
    return word.length > 3 ? word.replace(/e$/, "").replace(/y$/, "i").replace(/ll$/, "l") : word
  }

  function words(text) { return text.match(/[\p{L}\p{N}]+/gu) || [] }

  /** Distance of two words in typing errors: letters left out, added, replaced, swapped; stops counting above `most`. */
  function distance(a, b, most) {
    var before = [], last = [], row = [], i, j, low
    for (j = 0; j <= b.length; j++) last[j] = j
    for (i = 1; i <= a.length; i++) {
      row = [low = i]
      for (j = 1; j <= b.length; j++) {
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1))
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1)
        low = Math.min(low, row[j])
      }
      if (low > most) return most + 1
      before = last; last = row
    }
    return last[b.length]
  }

  function trigrams(word) {
    var padded = "^" + word + "$", found = new Set(), i
    for (i = 0; i + 3 <= padded.length; i++) found.add(padded.slice(i, i + 3))
    return found
  }

  // --- reading the index (written by handbook/search/coding.py) ---

  var LEADS = [40, 50, 2, 1], BASE = 93

  function digit(code) { return code - 32 - (code > 34 ? 1 : 0) - (code > 92 ? 1 : 0) }

  /** The numbers of the tokens of a text. */
  function decode(text) {
    var numbers = [], i = 0, lead, length, start, number
    while (i < text.length) {
      lead = digit(text.charCodeAt(i++))
      for (length = 0, start = 0; lead >= LEADS[length]; length++) { lead -= LEADS[length]; start += LEADS[length] * Math.pow(BASE, length) }
      number = lead
      while (length--) number = number * BASE + digit(text.charCodeAt(i++))
      numbers.push(start + number)
    }
    return numbers
  }

  /** The numbers of a set of words, written as the steps between them. */
  function decodeWords(text) {
    var last = -1
    return decode(text).map(function (step) { return last += step + 1 })
  }

  function create(data) {
    var german = data.lang === "de"
    var stem = german ? stemGerman : stemEnglish
    var numbers = new Map() // folded word -> its number
    var terms = [], stems = [], places = [], seen = [], byStem = new Map()
    var tokenTerm = data.tokens.map(function (token) { return /^[\p{L}\p{N}]/u.test(token) ? term(fold(token, german)) : -1 })
    var units = [] // what is searched as one piece: {page, field, section}
    var pages = data.pages.map(read)
    var count = pages.length, complete = false
    var stop = new Set(words(fold(data.stop, german)))
    var phrases = [], synonyms = new Map() // number of a word -> rows of words that mean it
    data.synonyms.forEach(learn)
    var known = new Map() // word of a query -> its matches
    var size = pages.reduce(function (sum, page) { return sum + page.length }, 0) / (count || 1)

    function term(folded) {
      var number = numbers.get(folded)
      if (number === undefined) {
        number = terms.push(folded) - 1
        numbers.set(folded, number)
        var root = stem(folded)
        stems.push(root)
        places.push([])
        seen.push(-1)
        if (byStem.has(root)) byStem.get(root).push(number); else byStem.set(root, [number])
      }
      return number
    }

    function read(entry, number) {
      var page = { number: number, id: entry[0], type: entry[1], url: entry[2], title: decode(entry[3]), summary: decode(entry[4]), keywords: decode(entry[5]), length: 0 }
      unit(number, TITLE, page.title)
      unit(number, SUMMARY, page.summary)
      unit(number, KEYWORDS, page.keywords)
      page.sections = entry.slice(6).map(function (part) {
        var section = { anchor: part[0], heading: decode(part[1]), text: null }, own = decodeWords(part[2])
        unit(number, HEADING, section.heading, section)
        unit(number, TEXT, own, section)
        page.length += own.length
        return section
      })
      page.name = page.title.map(function (token) { return tokenTerm[token] < 0 ? "" : terms[tokenTerm[token]] }).join("")
      return page
    }

    /** Note for every word of a piece of text where it stands and how often. */
    function unit(page, field, tokens, section) {
      var own = units.push({ page: page, field: field, section: section }) - 1
      tokens.forEach(function (token) {
        var number = tokenTerm[token]
        if (number < 0) return
        var list = places[number]
        if (seen[number] === own) list[list.length - 1]++
        else { list.push(own, 1); seen[number] = own }
      })
    }

    /** Synonyms are words of the vocabulary that stand on no page and lead to others; phrases are kept apart. */
    function learn(entry) {
      var to = entry[1].map(function (text) { return spoken(text).map(parts) }).filter(function (row) { return row.length && row.every(function (same) { return same.length }) })
      entry[0].forEach(function (said) {
        var all = words(fold(said, german)), row = spoken(said)
        // With one meaningful word alone, as in "who to call", every word has to be there.
        if (all.length > 1) { phrases.push({ row: (row.length > 1 ? row : all).map(stem), all: row.length < 2, to: to }); return }
        var number = term(row[0])
        synonyms.set(number, (synonyms.get(number) || []).concat(to))
      })
    }

    /** The words of a text that mean something, folded. */
    function spoken(text) {
      var all = words(fold(text, german))
      var some = all.filter(function (word) { return !stop.has(word) })
      return some.length ? some : all
    }

    // --- matching one word ---

    /** Words of the vocabulary like this one: [[number, likeness, first letter, letters]], best first. */
    function like(word) {
      if (!known.has(word)) {
        if (known.size > 500) known.clear()
        known.set(word, compare(word))
      }
      return known.get(word)
    }

    function compare(word) {
      var root = stem(word), found = [], best = 0, often = 0
      terms.forEach(function (other, number) {
        var match = alike(word, root, other, stems[number])
        if (!match) return
        found.push([number].concat(match))
        best = Math.max(best, match[0])
        if (match[0] >= 0.9) often += synonyms.has(number) ? 2 : places[number].length / 2
      })
      if (best < 0.9) found = found.concat(split(word))
      // A word that stands in one place alone may be a slip for another ("compliants").
      if (often < 2) found = found.concat(misspelt(word, best))
      return found.sort(function (a, b) { return b[1] - a[1] }).slice(0, 80)
    }

    /** How like two words are, and what to mark in the other one: [likeness, first letter, letters]. */
    function alike(word, root, other, otherRoot) {
      var length = word.length, share = length / other.length, at
      if (other === word) return [1, 0, other.length]
      if (otherRoot === root) return [0.95, 0, other.length]
      if (length > 2 && other.startsWith(word)) return [(length > 3 ? 0.5 : 0.35) + 0.35 * share, 0, length]
      if (root.length > 3 && other.startsWith(root)) return [0.4 + 0.35 * Math.min(1, share), 0, root.length]
      at = otherRoot.length - root.length
      if (root.length > 3 && otherRoot.endsWith(root)) return [0.45 + 0.35 * share, at, other.length - at]
      at = length > 4 ? other.indexOf(word) : -1
      if (at > 0) return [0.25 + 0.3 * share, at, length]
      if (otherRoot.length > 4 && length - otherRoot.length < 5 && word.startsWith(otherRoot)) return [0.45, 0, other.length]
      return null
    }

    /** Typing errors: one in words from four letters, two from seven; also in the first part of a longer word. Else shared trigrams. */
    function misspelt(word, best) {
      var most = word.length < 4 ? 0 : word.length < 7 ? 1 : 2, found = []
      if (!most || /^\d+$/.test(word)) return found
      terms.forEach(function (other, number) {
        if (other.length < word.length - most || /\d/.test(other)) return
        var whole = other.length <= word.length + most
        var wrong = distance(word, whole ? other : other.slice(0, word.length), most)
        if (wrong <= most && (wrong || whole)) found.push([number, (whole ? 0.85 : 0.6) - 0.12 * wrong, 0, whole ? other.length : word.length])
      })
      return found.length || best >= 0.4 ? found : akin(word, 0.5)
    }

    /** Words with many trigrams in common. */
    function akin(word, least) {
      var own = trigrams(word), found = []
      terms.forEach(function (other, number) {
        if (other.length < 4) return
        var theirs = trigrams(other), shared = 0
        own.forEach(function (part) { if (theirs.has(part)) shared++ })
        var likeness = 2 * shared / (own.size + theirs.size)
        if (likeness >= least) found.push([number, 0.5 * likeness, 0, other.length])
      })
      return found
    }

    /** A compound that stands on no page, cut into two words that do: each part counts a little, both on one page count much. */
    function split(word) {
      var cuts = [], at, left, right
      for (at = 3; at <= word.length - 3; at++) {
        left = parts(word.slice(0, at).replace(/(.{4})s$/, "$1"))
        right = parts(word.slice(at))
        if (left.length && right.length) cuts.push({ left: left, right: right, even: Math.min(at, word.length - at) })
      }
      cuts.sort(function (a, b) { return b.even - a.even })
      if (!cuts.length) return []
      return [[{ row: [cuts[0].left, cuts[0].right], compound: true }, 0.8, 0, 0]]
    }

    /** Known words for a part of a compound. */
    function parts(part) {
      if (part.length < 3) return []
      var exact = numbers.get(part), same = byStem.get(stem(part)) || []
      return exact !== undefined && !same.includes(exact) ? same.concat(exact) : part.length > 3 || exact !== undefined ? same : []
    }

    // --- scoring ---

    function rarity(pagesWithIt) { return Math.log(1 + (count - pagesWithIt + 0.5) / (pagesWithIt + 0.5)) }

    /** What matches of one word find: by page the likeness in each field, by section its value, by word what to mark in it. */
    function collect(matches) {
      var found = { fields: new Map(), sections: new Map(), marks: new Map() }
      matches.forEach(function (match) {
        var number = match[0], likeness = match[1], list = places[number]
        for (var i = 0; i < list.length; i += 2) {
          var where = units[list[i]], times = list[i + 1], row = rowOf(found, where.page)
          row[where.field] = Math.max(row[where.field], likeness)
          if (where.field === TEXT) row[TIMES] += likeness * times
          if (where.section) raise(found.sections, where.section, likeness * (where.field === HEADING ? WORTH[HEADING] : times / (times + 1)))
        }
        var known = found.marks.get(number)
        if (list.length && (!known || known[1] - known[0] < match[3])) found.marks.set(number, [match[2], match[2] + match[3]])
      })
      return found
    }

    function rowOf(found, page) {
      var row = found.fields.get(page)
      if (!row) found.fields.set(page, row = [0, 0, 0, 0, 0, 0])
      return row
    }

    function raise(map, key, value) { if (value > (map.get(key) || 0)) map.set(key, value) }

    /** What a row of words finds where all of them stand: the words of a synonym, the parts of a compound. */
    function together(row) {
      var sides = row.map(function (same) { return collect(same.map(function (number) { return [number, 1, 0, terms[number].length] })) })
      if (sides.length < 2) return sides[0]
      var found = { fields: new Map(), sections: new Map(), marks: new Map() }
      sides[0].sections.forEach(function (_, section) {
        var least = Math.min.apply(null, sides.map(function (side) { return side.sections.get(section) || 0 }))
        if (least) found.sections.set(section, least)
      })
      sides[0].fields.forEach(function (_, page) {
        if (!sides.every(function (side) { return side.fields.has(page) })) return
        var row = rowOf(found, page), field
        for (field = 0; field <= TIMES; field++) row[field] = Math.min.apply(null, sides.map(function (side) { return side.fields.get(page)[field] }))
        // In the text only if one section has them all; anywhere on the page is little.
        var close = pages[page].sections.some(function (section) { return found.sections.has(section) })
        if (!close) row[TEXT] = row[TIMES] = APART
      })
      sides.forEach(function (side) { side.marks.forEach(function (mark, number) { found.marks.set(number, mark) }) })
      return found
    }

    function merge(found, more, factor) {
      more.fields.forEach(function (theirs, page) {
        var row = rowOf(found, page)
        theirs.forEach(function (value, field) { row[field] = Math.max(row[field], value * factor) })
      })
      more.sections.forEach(function (value, section) { raise(found.sections, section, value * factor) })
      more.marks.forEach(function (mark, number) { if (!found.marks.has(number)) found.marks.set(number, mark) })
    }

    /** What one word of the query finds, synonyms and parts included, and how rare it is in heads and anywhere. */
    function weigh(matches) {
      var plain = matches.filter(function (match) { return !match[0].row })
      var found = collect(plain)
      plain.forEach(function (match) {
        var to = match[1] > 0.6 && synonyms.get(match[0])
        if (to) to.forEach(function (row) { merge(found, together(row), (places[match[0]].length ? SYNONYM : MEANT) * match[1]) })
      })
      matches.forEach(function (match) {
        if (!match[0].row) return
        merge(found, together(match[0].row), match[1])
        if (match[0].compound) match[0].row.forEach(function (part) { merge(found, together([part]), PART) })
      })
      var best = 0, named = 0, strong = 0
      found.fields.forEach(function (row) { best = Math.max(best, row[TITLE], row[KEYWORDS], row[SUMMARY], row[HEADING], row[TEXT]) })
      found.fields.forEach(function (row) {
        var head = Math.max(row[TITLE], row[KEYWORDS])
        if (head >= 0.8 * best) named++
        if (Math.max(head, row[SUMMARY], row[HEADING], row[TEXT]) >= 0.8 * best) strong++
      })
      found.rarity = rarity(strong || count)
      found.head = rarity(named || strong || count)
      return found
    }

    /** A word that is only alike is there all the same. */
    function there(likeness) { return Math.pow(likeness, 0.75) }

    function worth(row, page, word) {
      var times = row[TIMES], value = times / (times + ENOUGH + ENOUGH * page.length / size)
      var head = [TITLE, KEYWORDS, SUMMARY, HEADING].map(function (field) { return row[field] * WORTH[field] }).sort(function (a, b) { return b - a })
      return word.head * (head[0] + SECOND * head[1] + THIRD * (head[2] + 0.5 * head[3])) + word.rarity * value * WORTH[TEXT]
    }

    /** Words, ids and phrases of a query. */
    function understand(query) {
      query = query.slice(0, LONGEST_QUERY).replace(/(\p{Ll})(?:[:*_·]|\/-?|\(-?)?[iI]n(nen)?\)?(?!\p{L})/gu, function (all, letter, many) { return /^.[:*_·/(I]/.test(all) ? letter + "in" + (many || "") : all })
      var ids = new Set()
      var rest = query.replace(/(?:^|[^\p{L}\p{N}])(\p{L}{1,2})[\s–-]?(\d{1,3})(?![\p{L}\p{N}])/gu, function (all, letters, digits) {
        var wanted = letters.toUpperCase() + "-" + Number(digits)
        var page = pages.find(function (each) { return each.id.replace(/-0+(?=\d)/, "-") === wanted })
        if (page) ids.add(page.number)
        return page ? " " : all
      })
      var all = words(fold(rest, german)).map(function (word) { return word.slice(0, LONGEST_WORD) })
      var row = spoken(rest).map(function (word) { return word.slice(0, LONGEST_WORD) })
      return { ids: ids, all: all, words: row.filter(function (word, place) { return row.indexOf(word) === place }).slice(0, MOST_WORDS), name: all.join("") }
    }

    /** Matches for every word; neighbours that are one word elsewhere ("self care", "Spitze der Verwaltung") and phrases of the synonyms count for all their words. */
    function matchesOf(asked) {
      var row = asked.words
      var all = row.map(function (word) { return like(word).slice() })
      row.forEach(function (word, place) {
        var before = place ? row[place - 1] : ""
        if (!before || before.length + word.length < 6) return
        ;[before + word, before + "s" + word, word + before, word + "s" + before].forEach(function (joined) {
          parts(joined).forEach(function (number) {
            all[place - 1].push([number, 1, 0, terms[number].length])
            all[place].push([number, 1, 0, terms[number].length])
          })
        })
      })
      var roots = row.map(stem), every = asked.all.map(stem)
      phrases.forEach(function (phrase) {
        var text = phrase.all ? every : roots
        if (!text.some(function (_, place) { return phrase.row.every(function (root, step) { return text[place + step] === root }) })) return
        roots.forEach(function (root, place) {
          if (phrase.row.includes(root)) phrase.to.forEach(function (to) { all[place].push([{ row: to }, SYNONYM, 0, 0]) })
        })
      })
      return all
    }

    /** Pages for a query, best first: [{page, score, sections: [[section, score]]}], with the marks for their texts. */
    function rank(query) {
      var asked = understand(query)
      var found = matchesOf(asked).map(weigh)
      var weights = found.map(function (word) { return Math.max(0.2, word.fields.size ? (word.rarity + word.head) / 2 : 0.6 * rarity(1)) })
      var total = weights.reduce(function (sum, weight) { return sum + weight }, 0)
      var candidates = new Set(asked.ids), marks = new Map()
      found.forEach(function (word) {
        word.fields.forEach(function (_, page) { candidates.add(page) })
        word.marks.forEach(function (mark, number) { if (!marks.has(number)) marks.set(number, mark) })
      })
      var hits = []
      candidates.forEach(function (number) { hits.push(score(pages[number], found, weights, total, asked)) })
      hits.sort(function (a, b) { return b.score - a.score || a.page.number - b.page.number })
      var first = hits.find(function (hit) { return hit.score < SURE })
      return { hits: hits.filter(function (hit) { return !first || hit.score >= 0.06 * first.score }), marks: marks }
    }

    /** The words of the query on a page: what each is worth, how many are there at all, and how many in one section. */
    function score(page, found, weights, total, asked) {
      var sum = 0, known = 0
      var heads = found.map(function (word, place) {
        var row = word.fields.get(page.number)
        if (!row) return 0
        var head = Math.max(row[TITLE], row[KEYWORDS], row[SUMMARY])
        sum += worth(row, page, word)
        known += weights[place] * there(Math.max(head, row[HEADING], row[TEXT]))
        return head
      })
      var together = 0
      var sections = page.sections.map(function (section) {
        var value = 0, here = 0
        found.forEach(function (word, place) {
          var own = word.sections.get(section) || 0
          value += own * word.rarity
          here += weights[place] * there(Math.max(heads[place], Math.min(1, 1.3 * own)))
        })
        together = Math.max(together, here)
        return [section, value]
      }).filter(function (part) { return part[1] > 0 }).sort(function (a, b) { return b[1] - a[1] })
      var covered = total ? (known * (1 - NEAR) + together * NEAR) / total : 1
      var value = (sum + SECTION * (sections.length ? sections[0][1] : 0)) * Math.pow(covered, MISSING) * (KIND[page.type] || 1)
      if (asked.name && page.name === asked.name) value *= TITLE_ITSELF
      if (asked.ids.has(page.number)) value += SURE
      return { page: page, score: value, sections: sections }
    }

    // --- what is shown ---

    /** The texts of all sections, in order: until they are there, sections are shown without an extract. */
    function fill(texts) {
      var number = 0
      pages.forEach(function (page) { page.sections.forEach(function (section) { section.text = decode(texts[number++]) }) })
      complete = true
    }

    /** Hits as plain data: texts are rows of pieces, every second one marked. */
    function find(query, limit) {
      var ranked = rank(query)
      var hits = ranked.hits.slice(0, limit).map(function (hit) { return shown(hit, ranked.marks) })
      return { query: query, lang: data.lang, total: ranked.hits.length, hits: hits, near: hits.length ? [] : near(query), complete: complete, situations: data.situations, words: data.words }
    }

    function shown(hit, marks) {
      var page = hit.page, best = hit.sections[0] ? hit.sections[0][1] : 0
      var parts = hit.sections.filter(function (part) { return part[0].anchor && part[1] >= best / 3 }).slice(0, 3)
      return {
        id: page.id, type: data.types[page.type], url: page.url,
        title: pieces(page.title, marks), text: pieces(page.summary.slice(0, 60), marks),
        sections: parts.map(function (part) {
          return { url: page.url + "#" + part[0].anchor, title: pieces(part[0].heading, marks), text: part[0].text ? extract(part[0].text, marks) : [] }
        })
      }
    }

    function ends(token) { return /[.?!\n]/.test(data.tokens[token]) }

    /** The stretch of a text with the most different marked words, from the beginning of a sentence if it is near. */
    function extract(tokens, marks) {
      var length = 28, best = 0, most = 0, start, at, here
      for (start = 0; start === 0 || start + 4 < tokens.length; start += 4) {
        here = new Set()
        for (at = start; at < start + length - 8 && at < tokens.length; at++) if (marks.has(tokenTerm[tokens[at]])) here.add(tokenTerm[tokens[at]])
        if (here.size > most) { most = here.size; best = start }
      }
      for (start = best; start > 0 && best - start < 10 && !ends(tokens[start - 1]);) start--
      if (best - start === 10) start = best
      while (start < tokens.length && tokenTerm[tokens[start]] < 0) start++
      var row = pieces(tokens.slice(start, start + length), marks)
      if (start > 0 && !ends(tokens[start - 1])) row[0] = "… " + row[0]
      if (start + length < tokens.length) row[row.length - 1] = row[row.length - 1].trimEnd() + " …"
      return row
    }

    /** A text as pieces: plain, marked, plain, marked ... */
    function pieces(tokens, marks) {
      var row = [""], wordBefore = false
      tokens.forEach(function (token) {
        var text = data.tokens[token], number = tokenTerm[token], mark = marks.get(number), from, to
        if (number < 0) {
          row[row.length - 1] += text.replace(/^\n/, " · ").replace(/\s+/g, " ")
          wordBefore = false
          return
        }
        if (wordBefore) row[row.length - 1] += " "
        wordBefore = true
        if (!mark) { row[row.length - 1] += text; return }
        from = unfolded(text, mark[0])
        to = mark[1] >= terms[number].length - 2 ? text.length : unfolded(text, mark[1])
        row[row.length - 1] += text.slice(0, from)
        row.push(text.slice(from, to), text.slice(to))
      })
      return row
    }

    /** Where a place of the folded word lies in the word as it is written. */
    function unfolded(text, place) {
      var at = 0
      while (at < text.length && fold(text.slice(0, at), german).length < place) at++
      return at
    }

    /** Words of the handbook that look like those of the query. */
    function near(query) {
      var found = [], taken = new Set()
      understand(query).words.forEach(function (word) { found = found.concat(akin(word, 0.25)) })
      found.sort(function (a, b) { return b[1] - a[1] })
      return found.filter(function (match) {
        var root = stems[match[0]], fresh = !taken.has(root) && places[match[0]].length
        taken.add(root)
        return fresh
      }).slice(0, 5).map(function (match) { return data.tokens[tokenTerm.indexOf(match[0])] })
    }

    return { rank: rank, find: find, fill: fill, spoken: spoken, stem: stem, pages: pages, synonyms: data.synonyms, text: function (tokens) { return pieces(tokens, new Map())[0] } }
  }

  /** In a worker: {script: address} loads index or texts, {query, limit, ticket} asks. */
  function listen(worker) {
    var engine
    worker.handbookIndex = function (data) { engine = create(data) }
    worker.handbookTexts = function (texts) { engine.fill(texts) }
    worker.onmessage = function (event) {
      var asked = event.data
      if (asked.script) worker.importScripts(asked.script)
      else worker.postMessage({ ticket: asked.ticket, answer: engine.find(asked.query, asked.limit) })
    }
  }

  return { create: create, listen: listen }
})()
if (typeof WorkerGlobalScope === "function" && self instanceof WorkerGlobalScope) handbookSearch.listen(self)
if (typeof module === "object") module.exports = handbookSearch
