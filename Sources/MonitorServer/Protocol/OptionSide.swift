// One side's use of one telnet option, as RFC 1143 keeps it; it must not know which option, nor whose side it is.

/// Whether an option is used, and what has been said about it.
///
/// Only a change is answered, and an answer to what we asked is none to be answered again: so two that follow this
/// cannot go on answering each other for ever, and to one that does not there goes one answer for each word at most.
struct OptionSide: Equatable {
  enum State {
    case off
    case on
    /// We asked for it.
    case askedOn
    /// We asked for it and have changed our mind since; that is said when the answer has come.
    case askedOnInVain
    /// We asked to end it.
    case askedOff
  }

  private(set) var state = State.off
  /// Whether we agree if the other one wants it.
  private(set) var isWanted: Bool
  private var hasAsked = false

  init(isWanted: Bool) { self.isWanted = isWanted }

  /// Whether both have agreed on it.
  var isOn: Bool { state == .on }

  /// Returns whether to ask for it; no more than once, whatever the answer.
  mutating func ask() -> Bool {
    guard isWanted, state == .off, !hasAsked else { return false }
    hasAsked = true
    state = .askedOn
    return true
  }

  /// Changes our mind for good; returns whether to say so now.
  mutating func withdraw() -> Bool {
    isWanted = false
    switch state {
    case .on:
      state = .askedOff
      return true
    case .askedOn:
      state = .askedOnInVain
      return false
    case .off, .askedOnInVain, .askedOff:
      return false
    }
  }

  /// The other one wants it, or agrees to it; returns what to answer, if anything: yes or no.
  mutating func receiveYes() -> Bool? {
    switch state {
    case .off:
      if isWanted { state = .on }
      return isWanted
    case .askedOn:
      state = .on
      return nil
    case .askedOnInVain:
      state = .askedOff
      return false
    case .askedOff:
      // No answer to give to a request to end it; what it says is taken as what it should have said.
      state = .off
      return nil
    case .on:
      return nil
    }
  }

  /// The other one does not want it; returns whether to answer, which can only be by the same.
  mutating func receiveNo() -> Bool {
    defer { state = .off }
    return state == .on
  }
}
