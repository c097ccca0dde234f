// Lets a `Backtrace` be made from any addresses: it can be decoded, so this is a decoder that holds one value.

/// The serialised form of a backtrace, as a decoder.
struct CompactBacktrace: Decoder {
  #if arch(x86_64)
    private static let architecture = "x86_64"
  #elseif arch(arm64)
    private static let architecture = "arm64"
  #else
    private static let architecture = ""
  #endif

  private let base64: String
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  init(of addresses: [CodeAddress]) { base64 = Self.base64(Self.bytes(for: addresses)) }

  /// A byte for the word size, then for each frame an instruction and eight bytes of address, then an end.
  static func bytes(for addresses: [CodeAddress]) -> [UInt8] {
    var bytes: [UInt8] = [2]
    for entry in addresses {
      bytes.append(entry.kind == .resumePoint ? 0x3F : 0x2F)
      for shift in stride(from: 56, through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: entry.address >> UInt(shift)))
      }
    }
    return bytes + [0]
  }

  static func base64(_ bytes: [UInt8]) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let word = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      for position in 0..<4 {
        text.append(position <= group.count ? digits[word >> (18 - 6 * position) & 63] : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(Fields<Key>(base64: base64))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw NotThere() }
  func singleValueContainer() throws -> any SingleValueDecodingContainer { throw NotThere() }

  private struct NotThere: Error {}

  private struct Fields<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let base64: String
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }
    func contains(_ key: Key) -> Bool { key.stringValue == "architecture" || key.stringValue == "backtrace" }
    func decodeNil(forKey key: Key) -> Bool { !contains(key) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String {
      switch key.stringValue {
      case "architecture": CompactBacktrace.architecture
      case "backtrace": base64
      default: throw NotThere()
      }
    }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { throw NotThere() }
    func nestedContainer<N: CodingKey>(keyedBy: N.Type, forKey: Key) throws -> KeyedDecodingContainer<N> {
      throw NotThere()
    }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw NotThere() }
    func superDecoder() throws -> any Decoder { throw NotThere() }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw NotThere() }
  }
}
