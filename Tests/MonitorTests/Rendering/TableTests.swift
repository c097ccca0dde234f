import Testing

@testable import MonitorServer
@testable import TaskRegistry

struct TableTests {
  private static func printed(columns: Int, usesColor: Bool = false) throws -> String {
    let audience = Audience(
      isInteractive: true, terminal: TerminalSize(columns: columns, rows: 24), usesColor: usesColor)
    return try ["ps", "waits", "threads", "slow", "pt", "loop-lag", "stats", "tree", "set"].map { line in
      "> \(line)\n" + (try FakeProgram.shop.lines(line, for: audience).joined(separator: "\n")) + "\n"
    }.joined()
  }

  @Test func in_80_columns_texts_are_cut_and_numbers_never() throws {
    #expect(try Self.printed(columns: 80) == ShopLayouts.usual)
  }

  @Test func in_40_columns_what_matters_least_gives_way() throws {
    #expect(try Self.printed(columns: 40) == ShopLayouts.narrow)
  }

  @Test func in_160_columns_nothing_is_cut() throws {
    #expect(try Self.printed(columns: 160) == ShopLayouts.wide)
  }

  @Test func colours_stand_for_titles_states_and_alarms() throws {
    #expect(try Self.printed(columns: 80, usesColor: true) == ShopLayouts.colored)
  }

  @Test func colours_take_no_columns_and_say_nothing_that_words_do_not() throws {
    let colored = try Self.printed(columns: 80, usesColor: true)
    let parts = colored.split(separator: "\u{1B}", omittingEmptySubsequences: false)
    let plain = parts.prefix(1) + parts.dropFirst().map { $0.drop { $0 != "m" }.dropFirst() }
    // Another setting is in force.
    #expect(plain.joined().replacing("color    on ", with: "color    off") == ShopLayouts.usual)
  }

  @Test(arguments: [20, 30, 40, 60, 80, 100, 160, 500])
  func no_row_of_a_table_is_wider_than_its_terminal(columns: Int) throws {
    let audience = Audience(isInteractive: true, terminal: TerminalSize(columns: columns, rows: 24))
    for line in ["ps", "ps --sort lag", "waits", "threads", "slow", "pt", "set", "help"] {
      for row in try FakeProgram.shop.lines(line, for: audience)
      where !row.hasPrefix("showing") && !row.hasPrefix("help") {
        #expect(row.count <= columns, "\(line): \(row)")
      }
    }
  }

  @Test(arguments: [80, 500])
  func a_piece_for_a_terminal_is_no_larger_than_others(columns: Int) throws {
    let tasks = (1...200).map { id in
      TaskInfo.fake(id) { task in
        task.name = String(repeating: "n", count: 127)
        task.waitingAt = CodeLocation(function: String(repeating: "f", count: 900), file: "A.swift", line: 1)
      }
    }
    let audience = Audience(
      isInteractive: true, terminal: TerminalSize(columns: columns, rows: 24), usesColor: true)
    let pieces = try FakeProgram(tasks: tasks).pieces(of: "ps --all", for: audience)
    #expect(pieces.allSatisfy { $0.count <= 64 << 10 })
    let rows = String(decoding: pieces.joined(), as: UTF8.self).split(separator: "\n")
    #expect(rows.count == 202)
  }

  @Test func later_pieces_keep_the_widths_of_the_first_and_are_cut_to_the_terminal() throws {
    let audience = Audience(isInteractive: true, terminal: TerminalSize(columns: 24, rows: 24))
    var table = Table(
      [
        .init(title: "N", isRightAligned: true), .init(title: "NAME", narrowest: 4),
        .init(title: "LAST", narrowest: 4),
      ], for: audience)
    var output: [UInt8] = []
    for (number, name, last) in [
      (1 as UInt64, "abc", "x"), (12_345, "a longer name", "the rest of the line"), (2, "abc", "short"),
    ] {
      table.cell(number)
      table.cell(safe: name)
      table.cell(safe: last)
      table.flush(into: &output)
    }
    #expect(
      String(decoding: output, as: UTF8.self) == """
        N  NAME  LAST
        1  abc   x
        12345  a …e  the r… line
        2  abc   short

        """)
  }

  @Test(
    arguments: [
      ([5, 20, 6, 30], 80, [5, 20, 6, 30]), ([5, 20, 6, 30], 60, [5, 20, 6, 23]),
      ([5, 20, 6, 30], 41, [5, 10, 6, 14]),
      ([5, 20, 6, 30], 36, [5, 12, nil, 15]), ([5, 20, 6, 30], 24, [5, 7, nil, 8]),
      ([5, 20, 6, 30], 15, [5, 8, nil, nil]),
      ([20, 20, 6, 30], 12, [20, nil, nil, nil]),
    ] as [([Int], Int, [Int?])])
  func a_terminal_s_columns_are_shared(natural: [Int], room: Int, widths: [Int?]) {
    let columns: [Table.Column] = [
      .init(title: "ID"), .init(title: "STATE", narrowest: 10), .init(title: "AGE", isSecondary: true),
      .init(title: "AT", narrowest: 14),
    ]
    #expect(ColumnWidths.fit(columns, natural: natural, room: room) == widths)
  }

  @Test(
    arguments: [
      ("abcdefgh", 8, "abcdefgh"), ("abcdefgh", 7, "abc…fgh"), ("abcdefgh", 4, "ab…h"), ("abcdefgh", 1, "…"),
      ("abcdefgh", 0, ""), ("日本語日本語", 12, "日本語日本語"), ("日本語日本語", 11, "日本…本語"),
      ("日本語日本語", 6, "日…語"), (#"a\u{1B}bcdef"#, 8, "a…def"), (#"\n\\\xFFab"#, 6, #"\n…ab"#),
      ("\u{1B}[32mrunning fast\u{1B}[0m", 7, "\u{1B}[32mrun…ast\u{1B}[0m"),
      ("e\u{301}e\u{301}e\u{301}e\u{301}", 3, "e\u{301}…e\u{301}"),
    ])
  func text_is_cut_between_its_smallest_parts(text: String, limit: Int, cut: String) {
    var buffer = ByteBuffer()
    let columns = CutText.append(Array(text.utf8), to: &buffer, limit: limit)
    #expect(String(decoding: buffer.bytes, as: UTF8.self) == cut)
    #expect(columns <= limit)
    #expect(columns == TextPieces.pieces(of: Array(cut.utf8)).reduce(0) { $0 + $1.columns })
  }

  @Test(arguments: [(8, "abcdefgh"), (7, "abcdef…"), (1, "…"), (0, "")])
  func a_row_may_lose_its_end(limit: Int, cut: String) {
    var buffer = ByteBuffer()
    #expect(CutText.append(Array("abcdefgh".utf8), to: &buffer, limit: limit, .beginning) == limit)
    #expect(String(decoding: buffer.bytes, as: UTF8.self) == cut)
  }

  @Test(
    arguments: [
      ("Main.swift:42 run(_:)", 21, "Main.swift:42 run(_:)"),
      ("Main.swift:42 run(_:)", 18, "Main.swift:42 ru…)"),
      ("Main.swift:42 run(_:)", 17, "Main.swift:42 r…)"), ("Main.swift:42 run(_:)", 16, "Main.swift:42…"),
      ("Main.swift:42 run(_:)", 13, "Main.swift:42"), ("Main.swift:42 run(_:)", 9, "Main…t:42"),
      ("[Main.swift:42]", 9, "[Mai…:42]"), (" leading", 5, " le…g"),
      ("\u{1B}[33mready\u{1B}[0m (actor)", 3, "\u{1B}[33mr…y\u{1B}[0m"),
    ])
  func the_first_word_is_kept_where_it_can_be(text: String, limit: Int, cut: String) {
    var buffer = ByteBuffer()
    let columns = CutText.append(Array(text.utf8), to: &buffer, limit: limit, .afterFirstWord)
    #expect(String(decoding: buffer.bytes, as: UTF8.self) == cut)
    #expect(columns <= limit)
  }

  @Test(arguments: 0..<40)
  func whatever_is_cut_stays_whole_characters_and_within_its_limit(seed: Int) {
    var random = SeededRandom(UInt64(seed))
    let alphabet: [String] = ["a", "B", " ", "日", "é", "\\", "\n", "\u{1B}", "🙂", "e\u{301}", "\u{200B}"]
    let text = (0..<20).map { _ in alphabet.randomElement(using: &random) ?? "a" }.joined()
    var whole = ByteBuffer()
    let width = SafeText.append(text, to: &whole)
    for manner in [CutText.Manner.middle, .afterFirstWord, .beginning] {
      for limit in stride(from: 0, through: width, by: 3) + [width] {
        var buffer = ByteBuffer()
        let columns = CutText.append(Array(whole.bytes), to: &buffer, limit: limit, manner)
        let cut = String(validating: Array(buffer.bytes), as: UTF8.self)
        #expect(cut != nil && columns <= limit)
        let shown = TextPieces.pieces(of: Array(buffer.bytes))
        #expect(shown.reduce(0) { $0 + $1.columns } == columns)
        if limit == width { #expect(cut == String(decoding: whole.bytes, as: UTF8.self)) }
      }
    }
  }
}
