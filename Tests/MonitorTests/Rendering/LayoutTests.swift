import Foundation
import Testing

@testable import MonitorServer

struct LayoutTests {
  @Test("Columns line up by what a terminal shows, and keep the widths of the first piece")
  func table() {
    var table = Table([
      .init(title: "N", isRightAligned: true), .init(title: "NAME"), .init(title: "LAST"),
    ])
    for (number, name) in [(1 as UInt64, "é"), (100, "日本"), (20, "abc")] {
      table.cell(number)
      table.cell(safe: name)
      table.cell("x")
    }
    var output: [UInt8] = []
    table.flush(into: &output)
    table.cell(7)
    table.cell(safe: "much longer")
    table.cell(safe: nil)
    table.flush(into: &output)
    table.flush(into: &output)
    #expect(
      String(decoding: output, as: UTF8.self) == """
          N  NAME  LAST
          1  é     x
        100  日本  x
         20  abc   x
          7  much longer  -

        """)
  }

  private static func rows(_ buckets: [(upper: UInt64, count: UInt64)]...) -> [HistogramText.Row] {
    HistogramText.rows(buckets.map { HistogramText.Column(title: "t", buckets: $0) })
  }

  @Test("Bars cover fine buckets without making a delay shorter than it was")
  func bars() {
    #expect(Self.rows([]).isEmpty)
    #expect(Self.rows([(10, 0)]).isEmpty)
    #expect(Self.rows([(1, 3)]) == [.init(upper: 1, counts: [3])])
    #expect(
      Self.rows([(10, 1), (11, 2), (20, 3), (100, 4)]) == [
        .init(upper: 10, counts: [1]), .init(upper: 20, counts: [5]), .init(upper: 50, counts: [0]),
        .init(upper: 100, counts: [4]),
      ])
    #expect(Self.rows([(.max, 1)]) == [.init(upper: .max, counts: [1])])
  }

  @Test("Distributions share their rows")
  func sharedRows() {
    #expect(
      Self.rows([(20, 1)], [(10, 2), (50, 3)]) == [
        .init(upper: 10, counts: [0, 2]), .init(upper: 20, counts: [1, 0]), .init(upper: 50, counts: [0, 3]),
      ])
  }

  @Test(
    "A wide range has coarser steps, so that it fits a screen",
    arguments: [
      (500_000, [100, 200, 500]), (10_000_000, [100, 300, 1_000]), (10_000_000_000, [100, 1_000, 10_000]),
    ] as [(UInt64, [UInt64])])
  func coarserSteps(longest: UInt64, first: [UInt64]) {
    let rows = Self.rows([(100, 1), (longest, 1)])
    #expect(Array(rows.map(\.upper).prefix(3)) == first)
    #expect(rows.last == .init(upper: longest, counts: [1]))
    #expect(rows.count <= HistogramText.mostRows + 1)
  }

  @Test("A delay that happened once among a million has a mark, and all fits 80 columns")
  func rareBar() {
    var text = TextBuffer()
    let buckets: [(UInt64, UInt64)] = [(1_000, 1_000_000), (2_000, 1)]
    HistogramText.append(
      [.init(title: "pool runs", buckets: buckets), .init(title: "main-actor probe", buckets: buckets)],
      to: &text)
    let lines = String(decoding: text.bytes, as: UTF8.self).split(separator: "\n")
    #expect(lines[1].contains(String(repeating: "#", count: HistogramText.barWidth)))
    #expect(lines[2].contains("µs  # "))
    #expect(lines.allSatisfy { $0.count <= 80 })
  }

  @Test("JSON of every kind of member is what a parser reads")
  func json() throws {
    var json = JSONLines()
    for number in 0..<2 {
      json.row { json in
        json.field("number", UInt64(number))
        json.field("none", nil as UInt64?)
        json.field("text", "a\"\u{1B}")
        json.field("flag", true)
        json.field("rate", rate: 2.5)
        json.field("place", "A.swift", colon: 3)
        json.field("object") { $0.field("inner", false) }
        json.field("nothing", object: nil)
        json.field("list", each: [1, 2]) { $0.field("n", UInt64($1)) }
        json.field("empty", each: [Int]()) { _, _ in }
        json.field("last", nil as Bool?)
      }
    }
    let lines = String(decoding: json.bytes, as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 2)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(lines[1].utf8)) as? [String: Any])
    #expect(object.count == 11)
    #expect(object["text"] as? String == "a\"\u{1B}")
    #expect(object["rate"] as? Double == 2.5)
    #expect(object["place"] as? String == "A.swift:3")
    #expect((object["list"] as? [[String: Int]]) == [["n": 1], ["n": 2]])
    #expect(object["last"] is NSNull)
  }

  @Test("A buffer grows as it must and can be used again")
  func buffer() {
    var buffer = ByteBuffer()
    for _ in 0..<1_000 { buffer.append("0123456789") }
    #expect(buffer.count == 10_000)
    buffer.removeAll()
    buffer.append(UInt8(ascii: "x"), count: 5_000)
    buffer.append("" as StaticString)
    #expect(buffer.bytes.count == 5_000)
    #expect(buffer.bytes.allSatisfy { $0 == UInt8(ascii: "x") })
  }
}
