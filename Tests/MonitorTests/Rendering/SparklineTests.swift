import Testing

@testable import MonitorServer

struct SparklineTests {
  private static let delays: [UInt64?] = [
    0, 99_999, 100_000, 900_000, nil, 1_000_000, 9_999_999, 10_000_000, 99_999_999, 100_000_000, .max,
  ]

  private static func line(width: Int, usesBlocks: Bool) -> String {
    var text = TextBuffer()
    Sparkline.append(delays, width: width, usesBlocks: usesBlocks, to: &text)
    return String(decoding: text.bytes, as: UTF8.self)
  }

  @Test("Each step is about three times the one below, and where nothing was there is a blank")
  func scale() {
    #expect(Self.line(width: 20, usesBlocks: true) == "▁▁▂▃ ▄▅▆▇██")
    #expect(Self.line(width: 20, usesBlocks: false) == "1123 456788")
  }

  @Test("The latest are shown where there is no room for all")
  func width() {
    #expect(Self.line(width: 3, usesBlocks: true) == "▇██")
    #expect(Self.line(width: 0, usesBlocks: true) == "")
    #expect(Self.line(width: -5, usesBlocks: true) == "")
  }
}
