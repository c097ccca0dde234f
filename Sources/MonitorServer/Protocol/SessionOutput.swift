// How a session speaks: prompts, its own words, and for whom replies are made; it must not decide when.

extension Session {
  /// How large the terminal is, or is taken for.
  var size: TerminalSize { options.size ?? .usual }

  /// Who reads what a line says.
  func audience(isConfirmed: Bool) -> Audience {
    var audience = Audience(isInteractive: visitor == .person)
    guard visitor == .person else { return audience }
    let isTerminal = editor != nil
    audience.terminal = isTerminal ? size : nil
    audience.usesColor = usesColor
    audience.usesPaging = isTerminal && wantsPaging
    audience.isConfirmed = isConfirmed
    return audience
  }

  /// Whether colours are understood, and wanted; whoever asks for them without telling of a terminal gets them.
  var usesColor: Bool { wantsColor ?? (editor != nil && options.terminal.hasColor) }

  /// Shows that the next line may come, and takes what was typed already.
  mutating func prompt(_ effects: inout [Effect]) {
    guard visitor == .person && !hasInputEnded && !isClosing else { return }
    if editor == nil {
      say(Self.prompt, &effects)
    } else if activity == .prompt {
      let usesColor = usesColor
      editor?.usesColor = usesColor
      perform(editor?.begin() ?? [], &effects)
      typeAhead(&effects)
    }
  }

  mutating func answerThatWeAreHere(_ effects: inout [Effect]) {
    if isInScreen {
      // A sound is an answer as well, and leaves the picture alone.
      send([0x07], &effects)
    } else if editor != nil && activity == .prompt {
      perform(editor?.hide() ?? [], &effects)
      say("[yes]\n", &effects)
      prompt(&effects)
    } else {
      say("[yes]\n", &effects)
    }
  }

  mutating func say(_ text: String, _ effects: inout [Effect]) { send(encode(Array(text.utf8)), &effects) }

  mutating func send(_ bytes: [UInt8], _ effects: inout [Effect]) {
    guard !bytes.isEmpty else { return }
    saidBytes += bytes.count
    effects.append(.send(bytes))
  }

  /// Text as this visitor's client wants it.
  func encode(_ bytes: [UInt8]) -> [UInt8] { isTelnet ? TelnetEncoder.encode(bytes) : bytes }
}
