// `set`: what a session keeps for itself, shown and changed. What a change does is the session's business.

extension Command {
  /// Shows or changes the settings of the session.
  static let set = Command(
    verb: "set", group: .console,
    operands: Operands(
      name: "NAME on|off", minimum: 0, maximum: 2,
      kinds: [.choices(SettingName.allCases.map(\.rawValue)), .choices(["on", "off"])]),
    summary: "colours and paging of this session",
    options: [.json],
    cost: "nothing",
    examples: [
      CommandExample(
        "set",
        """
        SETTING  VALUE  MEANING
        color    off    states, warnings and errors stand out by colour too
        paging   off    a long reply waits for a key after each page
        """),
      "set color off",
    ]
  ) { arguments, context throws(CommandError) in
    guard let word = arguments.operands.first else {
      return .reply(SettingName.list(for: context.audience, isJSON: arguments.has("--json")))
    }
    guard let name = SettingName(rawValue: word) else {
      let names = SettingName.allCases.map(\.rawValue).joined(separator: " or ")
      throw CommandError("there is no setting \(SafeText.quoted(word)): set \(names) on or off")
    }
    guard arguments.operands.count == 2 else { throw CommandError("set \(name.rawValue) needs on or off") }
    switch arguments.operands[1] {
    case "on": return .setting(name.setting(true))
    case "off": return .setting(name.setting(false))
    case let other: throw CommandError("\(name.rawValue) is on or off, not \(SafeText.quoted(other))")
    }
  }
}

/// The settings by their names.
private enum SettingName: String, CaseIterable {
  case color
  case paging

  /// The change to a value.
  func setting(_ isOn: Bool) -> SessionSetting {
    switch self {
    case .color: .color(isOn)
    case .paging: .paging(isOn)
    }
  }

  private func isOn(for audience: Audience) -> Bool {
    switch self {
    case .color: audience.usesColor
    case .paging: audience.usesPaging
    }
  }

  private var meaning: StaticString {
    switch self {
    case .color: "states, warnings and errors stand out by colour too"
    case .paging: "a long reply waits for a key after each page"
    }
  }

  /// All settings as they are.
  static func list(for audience: Audience, isJSON: Bool) -> Reply {
    Reply { output in
      var table = Table(
        [.init(title: "SETTING"), .init(title: "VALUE"), .init(title: "MEANING", narrowest: 20)],
        for: audience)
      var json = JSONLines()
      for name in allCases {
        let isOn = name.isOn(for: audience)
        if isJSON {
          json.row { json in
            json.field("name", name.rawValue)
            json.field("on", isOn)
          }
        } else {
          table.cell(safe: name.rawValue)
          table.cell(isOn ? "on" : "off")
          table.cell(name.meaning)
        }
      }
      if isJSON { output.append(contentsOf: json.bytes) } else { table.flush(into: &output) }
      return .finished
    }
  }
}
