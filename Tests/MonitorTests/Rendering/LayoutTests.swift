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

  @Test("Bars cover fine buckets without making a delay shorter than it was")
  func bars() {
    #expect(HistogramText.bars([]).isEmpty)
    #expect(HistogramText.bars([(10, 0)]).isEmpty)
    #expect(HistogramText.bars([(1, 3)]) == [.init(upper: 1, count: 3)])
    #expect(
      HistogramText.bars([(10, 1), (11, 2), (20, 3), (100, 4)]) == [
        .init(upper: 10, count: 1), .init(upper: 20, count: 5), .init(upper: 50, count: 0),
        .init(upper: 100, count: 4),
      ])
    #expect(HistogramText.bars([(.max, 1)]) == [.init(upper: .max, count: 1)])
  }

  @Test("A delay that happened once among a million has a mark")
  func rareBar() {
    var text = TextBuffer()
    HistogramText.append([.init(upper: 1_000, count: 1_000_000), .init(upper: 2_000, count: 1)], to: &text)
    let lines = String(decoding: text.bytes, as: UTF8.self).split(separator: "\n")
    #expect(lines[0].contains(String(repeating: "#", count: 40)))
    #expect(lines[1].contains("µs  # "))
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
