// What a session makes of each key of a terminal that sends them all; it must not know how keys are told apart.

extension Session {
  /// Begins and ends with the options: every key comes at once, or whole lines.
  mutating func followOptions(_ effects: inout [Effect]) {
    guard options.isCharacterMode != (editor != nil) else { return }
    guard options.isCharacterMode else { return leaveCharacterMode(&effects) }
    var editor = LineEditor(prompt: Self.prompt, maximumBytes: maximumLineBytes)
    _ = editor.resize(columns: size.columns, rows: size.rows)
    self.editor = editor
    let begun = lines.pending
    lines.eraseLine()
    if activity == .prompt {
      // The prompt is there already, and what was typed after it: both are written once more in their places.
      say("\r", &effects)
      prompt(&effects)
    }
    for byte in begun { handle(data: byte, &effects) }
  }

  /// What is typed is the client's to keep and to show from now on.
  private mutating func leaveCharacterMode(_ effects: inout [Effect]) {
    editor = nil
    keys = KeyDecoder()
    typedAhead.removeAll()
    guard isInScreen || !wantsOutput || activity == .completion else { return }
    // Without keys there is no way on.
    abandon(&effects)
    say("\n", &effects)
    prompt(&effects)
  }

  /// The window's size has changed.
  mutating func resize(_ effects: inout [Effect]) {
    let size = size
    guard let redrawn = editor?.resize(columns: size.columns, rows: size.rows) else { return }
    switch activity {
    case .prompt:
      perform(redrawn, &effects)
    case .screen:
      effects.append(.input([], size))
    case .reply, .lastPages:
      let marker = pager?.resize(size) ?? []
      send(encode(marker), &effects)
      // It may be about to become a screen.
      if activity != .lastPages { effects.append(.input([], size)) }
    case .live, .question, .completion:
      break
    }
  }

  mutating func press(_ key: Key, _ effects: inout [Effect]) {
    switch activity {
    case .prompt:
      perform(editor?.handle(key) ?? [], &effects)
      typeAhead(&effects)
    case .reply, .lastPages:
      if !wantsOutput {
        page(key, &effects)
      } else if key == .control("c") {
        interruptReply(&effects)
      } else {
        typedAhead.append(key)
      }
    case .live:
      abandon(&effects)
      say("\n", &effects)
      prompt(&effects)
    case .screen where key == .control("c"):
      abandon(&effects)
      prompt(&effects)
    case .screen:
      effects.append(.input([key], size))
    case .question(let line):
      answer(key, about: line, &effects)
    case .completion:
      typedAhead.append(key)
    }
  }

  /// Gives the editor what was typed while a reply ran.
  mutating func typeAhead(_ effects: inout [Effect]) {
    var waiting = typedAhead[...]
    typedAhead = []
    while activity == .prompt, !isClosing, let key = waiting.popFirst() {
      perform(editor?.handle(key) ?? [], &effects)
    }
    typedAhead = Array(waiting)
  }

  mutating func perform(_ edits: [LineEditor.Effect], _ effects: inout [Effect]) {
    for edit in edits {
      switch edit {
      case .send(let bytes):
        send(encode(bytes), &effects)
      case .line(let line):
        run(line, &effects)
      case .complete(let text):
        activity = .completion
        effects.append(.complete(text))
      case .interrupt:
        prompt(&effects)
      case .leave:
        close(&effects)
      }
    }
  }

  private mutating func interruptReply(_ effects: inout [Effect]) {
    typedAhead.removeAll()
    turns.removeAll()
    abandon(&effects)
    say("\n", &effects)
    prompt(&effects)
  }

  private mutating func page(_ key: Key, _ effects: inout [Effect]) {
    switch pager?.handle(key) {
    case .send(let bytes)?:
      send(encode(bytes), &effects)
      if activity == .lastPages && wantsOutput { endPages(&effects) }
    case .ended(let bytes)?:
      if key == .control("c") { typedAhead.removeAll() }
      // What the pager held back goes with it; what came before is on its way.
      if isBusy { effects.append(.cancel) }
      send(encode(bytes), &effects)
      endPages(&effects)
    case nil:
      break
    }
  }

  private mutating func endPages(_ effects: inout [Effect]) {
    activity = .prompt
    pager = nil
    prompt(&effects)
    advance(&effects)
  }

  private mutating func answer(_ key: Key, about line: String, _ effects: inout [Effect]) {
    activity = .prompt
    if key == .character("y") || key == .character("Y") {
      say("y\n", &effects)
      run(line, isConfirmed: true, &effects)
    } else {
      say("\n" + Self.nothingDone, &effects)
      prompt(&effects)
    }
  }
}
