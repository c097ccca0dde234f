// Finds keys in the bytes that terminals send for them; it must not know what a key is for, nor what time it is.

/// A push parser for what a person types.
///
/// It understands what xterm, vt220, the Linux console, PuTTY, rxvt, screen and tmux send, in either mode of the cursor
/// keys. A sequence that means no key is swallowed whole, bytes that are no UTF-8 are dropped, and a control
/// character always gets through, whatever it interrupts. Pasted text is keys like any other.
struct KeyDecoder {
  private enum State {
    case ground
    /// Within a character, of which so many bytes are still to come.
    case character(missing: Int)
    case escape
    /// After `ESC [`.
    case sequence
    /// After `ESC [ [`, with which the Linux console begins F1 to F5.
    case linuxFunction
    /// After `ESC O`.
    case shifted
  }

  /// The parameters of a sequence that means a key are no longer.
  private static let mostParameterBytes = 16

  private var state = State.ground
  /// Whether an escape came before what is being read.
  private var isAlt = false
  private var lastWasReturn = false
  /// A character's bytes, or a sequence's parameters.
  private var pending: [UInt8] = []

  /// Whether an escape waits for what follows; if nothing does for a moment, it was the key, and ``timeOut()`` gives it.
  var isInEscape: Bool { if case .escape = state { true } else { false } }

  /// Takes the next byte, and gives the key that it completes.
  mutating func push(_ byte: UInt8) -> Key? {
    let followsReturn = lastWasReturn
    lastWasReturn = false
    switch state {
    case .ground:
      if followsReturn && (byte == UInt8(ascii: "\n") || byte == 0) { return nil }
      return begin(byte)
    case .character(let missing):
      guard UTF8.isContinuation(byte) else { return begin(byte) }
      pending.append(byte)
      state = missing > 1 ? .character(missing: missing - 1) : .ground
      return missing > 1 ? nil : character()
    case .escape:
      return afterEscape(byte)
    case .sequence:
      return inSequence(byte)
    case .linuxFunction:
      guard byte >= 0x20 && byte < 0x7F else { return begin(byte) }
      state = .ground
      return KeySequence.linuxFunction(final: byte)
    case .shifted:
      guard byte >= 0x20 && byte < 0x7F else { return begin(byte) }
      if keepsParameter(byte) { return nil }
      state = .ground
      return isTooLong ? nil : KeySequence.shifted(pending, final: byte, isAlt: isAlt)
    }
  }

  /// Nothing has come for a moment.
  mutating func timeOut() -> Key? {
    guard isInEscape else { return nil }
    state = .ground
    return .escape
  }

  /// A byte that begins something, and ends what was begun.
  private mutating func begin(_ byte: UInt8, isAlt: Bool = false) -> Key? {
    state = .ground
    pending.removeAll(keepingCapacity: true)
    self.isAlt = isAlt
    switch byte {
    case UInt8(ascii: "\r"):
      lastWasReturn = true
      return .enter
    case UInt8(ascii: "\n"): return .enter
    case UInt8(ascii: "\t"): return .tab
    case 0x08, 0x7F: return isAlt ? .altBackspace : .backspace
    case 0x1B:
      state = .escape
      return nil
    case 0x01...0x1A: return .control(Unicode.Scalar(byte | 0x60))
    case 0x20..<0x7F: return isAlt ? .alt(Unicode.Scalar(byte)) : .character(Unicode.Scalar(byte))
    case 0xC2...0xDF: return beginCharacter(byte, missing: 1)
    case 0xE0...0xEF: return beginCharacter(byte, missing: 2)
    case 0xF0...0xF4: return beginCharacter(byte, missing: 3)
    default: return nil
    }
  }

  private mutating func beginCharacter(_ byte: UInt8, missing: Int) -> Key? {
    pending.append(byte)
    state = .character(missing: missing)
    return nil
  }

  private func character() -> Key? {
    guard let scalar = String(validating: pending, as: UTF8.self)?.unicodeScalars.first,
      scalar.properties.generalCategory != .control
    else { return nil }
    return isAlt ? .alt(scalar) : .character(scalar)
  }

  private mutating func afterEscape(_ byte: UInt8) -> Key? {
    switch byte {
    case 0x1B:
      // Some say Alt and a cursor key with one escape more before it.
      isAlt = true
      return nil
    case UInt8(ascii: "["): state = .sequence
    case UInt8(ascii: "O"): state = .shifted
    default: return begin(byte, isAlt: true)
    }
    return nil
  }

  private mutating func inSequence(_ byte: UInt8) -> Key? {
    guard byte >= 0x20 && byte < 0x7F else { return begin(byte) }
    if byte == UInt8(ascii: "[") && pending.isEmpty {
      state = .linuxFunction
      return nil
    }
    // rxvt ends a sequence in "$" for Shift; elsewhere it stands before the end of a terminal's report.
    let isEnd =
      byte >= 0x40 || byte == UInt8(ascii: "$") && !pending.isEmpty && pending.first != UInt8(ascii: "?")
    guard isEnd else {
      keep(byte)
      return nil
    }
    state = .ground
    return isTooLong ? nil : KeySequence.sequence(pending, final: byte, isAlt: isAlt)
  }

  /// Whether a byte after `ESC O` is part of a modifier, as in `ESC O 5 C`.
  private mutating func keepsParameter(_ byte: UInt8) -> Bool {
    guard byte < 0x40 else { return false }
    keep(byte)
    return true
  }

  private var isTooLong: Bool { pending.count > Self.mostParameterBytes }

  private mutating func keep(_ byte: UInt8) {
    if pending.count <= Self.mostParameterBytes { pending.append(byte) }
  }
}
