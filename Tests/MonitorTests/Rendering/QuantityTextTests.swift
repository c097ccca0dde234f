import Testing

@testable import MonitorServer

struct QuantityTextTests {
  @Test(
    "Times change their unit at its borders and are cut, never rounded up",
    arguments: [
      (0, "0 ns"), (1, "1 ns"), (999, "999 ns"), (1_000, "1.00 µs"), (1_009, "1.00 µs"), (9_999, "9.99 µs"),
      (10_000, "10.0 µs"),
      (41_290, "41.2 µs"), (99_999, "99.9 µs"), (100_000, "100 µs"), (999_999, "999 µs"),
      (1_000_000, "1.00 ms"),
      (999_999_999, "999 ms"), (1_000_000_000, "1.00 s"), (59_999_999_999, "59.9 s"),
      (60_000_000_000, "1m 00s"),
      (192_000_000_000, "3m 12s"), (3_599_999_999_999, "59m 59s"), (3_600_000_000_000, "1h 00m"),
      (86_399_999_999_999, "23h 59m"),
      (86_400_000_000_000, "1d 00h"), (.max, "213503d 23h"),
    ] as [(UInt64, String)])
  func times(nanoseconds: UInt64, text: String) {
    #expect(QuantityText(nanoseconds: nanoseconds).description == text)
  }

  @Test(
    "Amounts of memory have binary units",
    arguments: [
      (0, "0 B"), (1_023, "1023 B"), (1_024, "1.00 KiB"), (1_536, "1.50 KiB"), ((1 << 20) - 1, "1023 KiB"),
      (40_000_000, "38.1 MiB"),
      (1 << 30, "1.00 GiB"), (.max, "17179869183 GiB"),
    ] as [(UInt64, String)])
  func memory(bytes: UInt64, text: String) {
    #expect(QuantityText(byteCount: bytes).description == text)
  }

  @Test(
    "Rates have about three digits",
    arguments: [
      (0, "0"), (0.001, "0.00"), (2.5, "2.50"), (41.29, "41.2"), (123_456, "123456"), (-1, "0"),
      (.nan, "0"),
      (.infinity, "0"),
    ] as [(Double, String)])
  func rates(rate: Double, text: String) {
    #expect(QuantityText(rate: rate).description == text)
  }

  @Test("Columns are counted in characters, not bytes")
  func columns() {
    var buffer = ByteBuffer()
    #expect(QuantityText(nanoseconds: 1_000).append(to: &buffer) == 7)
    #expect(buffer.count == 8)
  }

  @Test("Whole numbers have all their digits", arguments: [0, 9, 10, 99, 100, 12_345, UInt64.max])
  func decimals(number: UInt64) {
    var buffer = ByteBuffer()
    #expect(buffer.append(decimal: number) == String(number).utf8.count)
    #expect(String(decoding: buffer.bytes, as: UTF8.self) == String(number))
  }
}
