import Testing

@testable import MonitorServer

struct SafeTextTests {
  private func escaped(_ text: String, limit: Int = .max) -> String {
    var buffer = ByteBuffer()
    SafeText.append(text, to: &buffer, limit: limit)
    return String(decoding: buffer.bytes, as: UTF8.self)
  }

  @Test(
    "What a terminal would obey is shown as what it is",
    arguments: [
      ("plain name", "plain name"), ("", ""), ("a\nb\tc\rd\0", #"a\nb\tc\rd\0"#),
      ("\u{1B}[31mred", #"\u{1B}[31mred"#),
      ("\u{7}\u{8}\u{7F}", #"\u{7}\u{8}\u{7F}"#), ("\u{9B}31m", #"\u{9B}31m"#), ("\u{85}", #"\u{85}"#),
      ("\u{202E}evil\u{2066}", #"\u{202E}evil\u{2066}"#), ("a\u{200B}b\u{FEFF}", #"a\u{200B}b\u{FEFF}"#),
      ("\u{2028}\u{2029}", #"\u{2028}\u{2029}"#), ("\u{E0041}", #"\u{E0041}"#), (#"C:\n"#, #"C:\\n"#),
      ("日本 é \u{1F600}", "日本 é \u{1F600}"),
      ("long enough for words of eight\u{1}", #"long enough for words of eight\u{1}"#),
      ("\u{FFFF}", #"\u{FFFF}"#),
    ])
  func escapes(text: String, shown: String) {
    #expect(escaped(text) == shown)
  }

  @Test("Bytes that are no UTF-8 are shown as bytes")
  func invalidBytes() {
    var buffer = ByteBuffer()
    SafeText.append(bytes: [0x61, 0xFF, 0xC3, 0x28, 0xE2, 0x82, 0x62, 0x01, 0xC3, 0xA9], to: &buffer)
    #expect(String(decoding: buffer.bytes, as: UTF8.self) == #"a\xFF\xC3(\xE2\x82b\u{1}é"#)
  }

  @Test(
    "Text that is too wide loses its middle, and never more than it must",
    arguments: [
      ("abcdefghij", 10, "abcdefghij"), ("abcdefghijk", 10, "abcde…hijk"), ("abcdef", 5, "ab…ef"),
      ("abc", 1, "…"), ("abc", 0, ""),
      ("日本語日本語", 7, "日…語"), ("aaaa\nbbbb", 8, "aaaa…bbb"), ("e\u{301}xyz12", 4, "e\u{301}x…2"),
    ])
  func cutting(text: String, limit: Int, shown: String) {
    #expect(escaped(text, limit: limit) == shown)
  }

  @Test("Every single byte outside of printable ASCII is noticed wherever it stands")
  func plainText() {
    for byte in UInt8.min...UInt8.max {
      let isPlain = (0x20...0x7E).contains(byte) && byte != UInt8(ascii: "\\") && byte != UInt8(ascii: "\"")
      for position in 0..<19 {
        var bytes = [UInt8](repeating: UInt8(ascii: "x"), count: 19)
        bytes[position] = byte
        #expect(bytes.withUnsafeBufferPointer { PlainText.holds($0, without: UInt8(ascii: "\"")) } == isPlain)
      }
    }
  }

  @Test(
    "JSON text is escaped for parsers and terminals alike",
    arguments: [
      ("plain", #""plain""#), (#"a"b\c/"#, #""a\"b\\c/""#), ("\n\r\t\u{8}\0", #""\n\r\t\u0008\u0000""#),
      ("\u{1B}", #""\u001b""#),
      ("\u{7F}\u{9B}", #""\u007f\u009b""#), ("\u{202E}", #""\u202e""#), ("\u{E0041}", #""\udb40\udc41""#),
      ("é日\u{1F600}", "\"é日\u{1F600}\""),
    ])
  func json(text: String, literal: String) {
    var buffer = ByteBuffer()
    JSONText.append(text, to: &buffer)
    #expect(String(decoding: buffer.bytes, as: UTF8.self) == literal)
  }

  @Test("Error lines quote what was typed, harmless and short")
  func quoted() {
    #expect(SafeText.quoted("a\u{1B}b") == #"'a\u{1B}b'"#)
    #expect(SafeText.quoted(String(repeating: "x", count: 1 << 20)).count <= 42)
    #expect(SafeText.quoted("") == "''")
  }
}
