import Testing

@testable import MonitorServer

struct OutputTextTests {
  private typealias Output = ConsoleCommand.Output

  private static func pieces(
    _ output: Output, asJSON: Bool = false, mostBytes: Int = OutputText.mostBytes
  ) -> [String] {
    var text = OutputText(output.content, of: "own", asJSON: asJSON, mostBytes: mostBytes)
    var pieces: [String] = []
    while true {
      var bytes: [UInt8] = []
      let step = text.next(&bytes)
      pieces.append(String(decoding: bytes, as: UTF8.self))
      if step == .finished { return pieces }
    }
  }

  private static func told(
    _ output: Output, asJSON: Bool = false, mostBytes: Int = OutputText.mostBytes
  ) -> String {
    pieces(output, asJSON: asJSON, mostBytes: mostBytes).joined()
  }

  private static let orders = Output.rows(
    ["name", "queue_depth", "age_ns", "ratio", "is_open"],
    [
      ["a\u{1B}[2J", 12, Duration.milliseconds(3_200), 0.5, true],
      [Optional<String>.none, -7, Optional<Duration>.none, Double.nan, false],
    ])

  @Test func rows_are_a_table_with_units_and_escapes() {
    #expect(
      Self.told(Self.orders) == """
        NAME        QUEUE DEPTH     AGE  RATIO  IS OPEN
        a\\u{1B}[2J           12  3.20 s    0.5  yes
        -                    -7       -    nan  no
        showing 2 of 2 rows

        """)
  }

  @Test func the_same_rows_are_objects_of_json() {
    #expect(
      Self.told(Self.orders, asJSON: true) == """
        {"name":"a\\u001b[2J","queue_depth":12,"age_ns":3200000000,"ratio":0.5,"is_open":true}
        {"name":null,"queue_depth":-7,"age_ns":null,"ratio":null,"is_open":false}

        """)
  }

  @Test func text_is_lines_and_objects_of_lines() {
    let text = Output.text("one\n\ttwo\\\n\nlast")
    #expect(Self.told(text) == "one\n\\ttwo\\\\\n\nlast\n")
    #expect(
      Self.told(text, asJSON: true) == """
        {"text":"one"}
        {"text":"\\ttwo\\\\"}
        {"text":""}
        {"text":"last"}

        """)
    #expect(Self.told(.text("")) == "")
    #expect(Self.told(.text("one\n")) == "one\n")
  }

  @Test func no_rows_still_tell_their_columns() {
    #expect(Self.told(.rows(["word", "count"], [])) == "WORD  COUNT\nshowing 0 of 0 rows\n")
    #expect(Self.told(.rows(["word", "count"], []), asJSON: true) == "")
  }

  @Test func many_rows_come_piece_by_piece_and_all_of_them() {
    let rows = (0..<2_345).map { [$0] as [any ConsoleValueConvertible] }
    let pieces = Self.pieces(.rows(["n"], rows))
    #expect(pieces.count == 5)
    #expect(pieces[0].split(separator: "\n").count == 501)
    let lines = pieces.joined().split(separator: "\n")
    #expect(lines.dropFirst().dropLast().map { Int($0.drop { $0 == " " }) } == Array(0..<2_345))
    #expect(lines.last == "showing 2345 of 2345 rows")
    #expect(Self.told(.rows(["n"], rows), asJSON: true).split(separator: "\n").count == 2_345)
  }

  @Test func what_is_too_much_is_left_out_and_said() {
    let rows = (0..<2_000).map { [$0] as [any ConsoleValueConvertible] }
    let fault = "error: own: the rest is left out, for 1.00 KiB are the most: ask for less"
    let table = Self.told(.rows(["n"], rows), mostBytes: 1_024).split(separator: "\n")
    #expect(table.suffix(2) == ["showing 500 of 2000 rows", fault[...]])
    #expect(table.count == 503)
    let objects = Self.told(.rows(["n"], rows), asJSON: true, mostBytes: 1_024).split(separator: "\n")
    #expect(objects.count == 501)
    #expect(objects.last == fault[...])
    let text = Self.told(.text(String(repeating: "line\n", count: 2_000)), mostBytes: 1_024).split(
      separator: "\n")
    #expect(text.count == 501)
    #expect(text.last == fault[...])
  }

  @Test func a_long_value_is_cut_at_a_character() {
    let long = String(repeating: "ä", count: 40_000)
    let line = Self.told(.text(long))
    #expect(line == String(repeating: "ä", count: 32_768) + "…\n")
    let object = Self.told(.rows(["t"], [[long]]), asJSON: true)
    #expect(object == "{\"t\":\"" + String(repeating: "ä", count: 32_768) + "…\"}\n")
    // Odd: the bound falls between the two bytes of a character.
    #expect(SafeText.prefix(of: "aää", bytes: 4) == "aä…")
    #expect(SafeText.prefix(of: "aää", bytes: 5) == "aää")
  }

  @Test func rows_that_do_not_fit_their_columns_are_an_error() {
    #expect(
      Self.told(.rows(["a", "b"], [[1]]))
        == "showing 0 of 1 rows\nerror: own: row 1 has 1 values, and there are 2 columns: give one value for each\n"
    )
    #expect(Self.told(.rows([], [])) == "error: own: 0 columns; give 1 to 32\n")
    #expect(
      Self.told(.rows(["a", "a"], [])) == "error: own: two columns of the same name; give each its own\n")
    #expect(
      Self.told(.rows(["a\n"], []), asJSON: true).hasPrefix("error: own: a column cannot be called 'a\\n'; "))
  }

  @Test func every_type_that_can_be_shown_has_its_value() {
    #expect(UInt64.max.consoleValue == .integer(Int128(UInt64.max)))
    #expect(Int8(-1).consoleValue == .integer(-1))
    #expect(Float(0.5).consoleValue == .double(0.5))
    #expect("ab".dropFirst().consoleValue == .text("b"))
    #expect(Duration.seconds(1).consoleValue == .duration(.seconds(1)))
    #expect(Optional(5).consoleValue == .integer(5))
    #expect(Optional<Int>.none.consoleValue == .unknown)
    let times = Output.rows(["t_ns"], [[Duration.milliseconds(-5)], [UInt64.max]])
    #expect(Self.told(times, asJSON: true) == "{\"t_ns\":-5000000}\n{\"t_ns\":18446744073709551615}\n")
    #expect(Self.told(.rows(["t_ns"], [[Duration.milliseconds(-5)]])).contains("-5.00 ms\n"))
  }
}
