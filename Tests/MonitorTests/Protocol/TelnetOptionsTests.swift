// Negotiations with real clients as golden bytes, and with clients that never tire.
import Testing

@testable import MonitorServer

@Suite struct TelnetOptionsTests {
  /// What a client says, and what it is told to each of its sequences.
  struct Client: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let speaksFirst: Bool
    let exchanges: [(said: [UInt8], told: [UInt8])]
    let isCharacterMode: Bool
    var size: TerminalSize?
    var terminal = TerminalKind.untold
  }

  static let clients: [Client] = [
    Client(
      testDescription: "GNU inetutils telnet", speaksFirst: false,
      exchanges: [
        (Telnet.inetutils[0], Telnet.wishes), (Telnet.inetutils[1], Telnet.nameRequest),
        (Telnet.inetutils[2], []), (Telnet.size(100, 30), []),
      ],
      isCharacterMode: true, size: TerminalSize(columns: 100, rows: 30),
      terminal: TerminalKind(canDraw: true, hasColor: true)),
    Client(
      testDescription: "PuTTY's plink, which speaks first", speaksFirst: true,
      exchanges: [
        (
          [
            255, 251, 31, 255, 251, 32, 255, 251, 24, 255, 251, 39, 255, 253, 1, 255, 251, 3, 255, 253, 3,
          ],
          [255, 253, 31] + Telnet.wishes + [255, 254, 32] + Telnet.nameRequest + [255, 254, 39]
        ),
        ([255, 250, 31, 0, 100, 0, 30, 255, 240, 255, 250, 24, 0] + Array("XTERM".utf8) + [255, 240], []),
      ],
      isCharacterMode: true, size: TerminalSize(columns: 100, rows: 30),
      terminal: TerminalKind(canDraw: true, hasColor: true)),
    Client(
      testDescription: "Python's telnetlib, which refuses everything", speaksFirst: false,
      exchanges: [
        ([255, 252, 31], Telnet.wishes),
        ([255, 254, 1, 255, 254, 3, 255, 252, 3, 255, 252, 24], []),
      ],
      isCharacterMode: false),
    Client(
      testDescription: "a client that tells no size and no name", speaksFirst: false,
      exchanges: [
        ([255, 252, 31], Telnet.wishes),
        ([255, 253, 1, 255, 253, 3, 255, 251, 3, 255, 252, 24], []),
      ],
      isCharacterMode: true),
    Client(
      testDescription: "a terminal that cannot be drawn on", speaksFirst: false,
      exchanges: [
        (Telnet.inetutils[0], Telnet.wishes), (Telnet.inetutils[1], Telnet.nameRequest),
        ([255, 250, 24, 0] + Array("DUMB".utf8) + [255, 240], [255, 252, 1, 255, 252, 3, 255, 254, 3]),
        ([255, 254, 1, 255, 254, 3, 255, 252, 3], []),
        ([255, 253, 1], [255, 252, 1]),
      ],
      isCharacterMode: false, size: TerminalSize(columns: 90, rows: 25),
      terminal: TerminalKind(canDraw: false, hasColor: false)),
    Client(
      testDescription: "inetutils telnet told to send lines, and then keys again", speaksFirst: false,
      exchanges: [
        (Telnet.inetutils[0], Telnet.wishes), (Telnet.inetutils[1], Telnet.nameRequest),
        (
          [255, 254, 3, 255, 251, 34, 255, 254, 1],
          [255, 252, 3, 255, 254, 34, 255, 252, 1]
        ),
        ([255, 253, 3, 255, 253, 1], [255, 251, 3, 255, 251, 1]),
      ],
      isCharacterMode: true, size: TerminalSize(columns: 90, rows: 25)),
    Client(
      testDescription: "a wide window, whose 255 columns are two bytes, and rows untold", speaksFirst: false,
      exchanges: [([255, 251, 31, 255, 250, 31, 0, 255, 255, 0, 0, 255, 240], Telnet.wishes)],
      isCharacterMode: false, size: TerminalSize(columns: 255, rows: 24)),
    Client(
      testDescription: "what is told without having been agreed on", speaksFirst: true,
      exchanges: [(Telnet.size(100, 30) + [255, 250, 24, 0, 0x58, 255, 240], [])],
      isCharacterMode: false),
    Client(
      testDescription: "a size of the wrong length, and a name that is a question", speaksFirst: false,
      exchanges: [
        ([255, 251, 31, 255, 250, 31, 0, 90, 255, 240], Telnet.wishes),
        ([255, 251, 24, 255, 250, 24, 1, 255, 240], Telnet.nameRequest),
      ],
      isCharacterMode: false),
  ]

  @Test(arguments: clients) func real_clients_are_understood(_ client: Client) {
    var options = TelnetOptions()
    var decoder = TelnetDecoder()
    if !client.speaksFirst { #expect(options.probe() == [255, 253, 31]) }
    for (said, told) in client.exchanges {
      var answers: [UInt8] = []
      for event in said.compactMap({ decoder.push($0) }) {
        switch event {
        case .negotiation(let verb, let option):
          answers += options.receive(verb, option: option) + options.askOnce()
        case .subnegotiation(let option, let content):
          answers += options.receive(content: content, option: option)
        default: Issue.record("\(event)")
        }
      }
      #expect(answers == told)
    }
    #expect(options.isCharacterMode == client.isCharacterMode)
    #expect(options.size == client.size)
    #expect(options.terminal == client.terminal)
  }

  @Test func every_other_option_is_refused_once_for_each_wish_and_news_is_not_answered() {
    for option in UInt8.min ... .max where TelnetOption(rawValue: option).map({ $0 == .binary }) ?? true {
      var options = TelnetOptions()
      #expect(options.receive(.will, option: option) == [255, 254, option])
      #expect(options.receive(.do, option: option) == [255, 252, option])
      #expect(options.receive(.wont, option: option) == [])
      #expect(options.receive(.dont, option: option) == [])
    }
  }

  @Test func a_timing_mark_is_given_each_time_it_is_asked_for() {
    var options = TelnetOptions()
    #expect(options.receive(.do, option: 6) == [255, 251, 6])
    #expect(options.receive(.do, option: 6) == [255, 251, 6])
  }

  /// Every sequence of five verbs about each option that is known, before and after everything was asked for.
  @Test(arguments: [false, true]) func no_sequence_of_verbs_is_answered_by_more_than_an_answer_each(
    hasAsked: Bool
  ) {
    let verbs: [TelnetVerb] = [.will, .wont, .do, .dont]
    for option: TelnetOption in [.binary, .echo, .suppressGoAhead, .timingMark, .terminalType, .windowSize] {
      for code in 0..<1_024 {
        var options = TelnetOptions()
        if hasAsked { _ = options.askOnce() }
        var last: (verb: TelnetVerb, answer: [UInt8])?
        for place in 0..<5 {
          let verb = verbs[code >> (2 * place) & 3]
          var answer = options.receive(verb, option: option.rawValue)
          if answer.suffix(6) == Telnet.nameRequest[...] { answer.removeLast(6) }
          #expect(answer.isEmpty || answer.count == 3)
          // Who says the same again is not answered, unless it was refused: no answer is ever news to be answered.
          if let last, last.verb == verb, last.answer.isEmpty { #expect(answer.isEmpty) }
          last = (verb, answer)
        }
      }
    }
  }

  /// Two that keep to RFC 1143 fall silent, whatever each of them wants.
  @Test func two_of_us_fall_silent() {
    for wants in 0..<4 {
      var ends = [OptionSide(isWanted: wants & 1 != 0), OptionSide(isWanted: wants & 2 != 0)]
      var letters: [(to: Int, says: Bool)] = []
      for end in 0...1 where ends[end].ask() { letters.append((1 - end, true)) }
      for end in 0...1 where wants == 3 && ends[end].withdraw() { letters.append((1 - end, false)) }
      var count = letters.count
      while let letter = letters.first {
        letters.removeFirst()
        let answer = letter.says ? ends[letter.to].receiveYes() : ends[letter.to].receiveNo() ? false : nil
        if let answer {
          letters.append((1 - letter.to, answer))
          count += 1
        }
        #expect(count <= 6)
        guard count <= 6 else { break }
      }
      #expect(ends[0].isOn == ends[1].isOn)
    }
  }

  @Test func a_wish_taken_back_before_its_answer_ends_off() {
    var side = OptionSide(isWanted: true)
    let asks = side.ask()
    let saysNo = side.withdraw()
    #expect(asks && !saysNo)
    let answer = side.receiveYes()
    #expect(answer == false)
    let answersNo = side.receiveNo()
    #expect(!answersNo)
    #expect(side.state == .off)
    let later = side.receiveYes()
    #expect(later == false)
  }

  @Test(
    arguments: [
      ("xterm-256color", true, true), ("XTERM", true, true), ("TMUX-256COLOR", true, true),
      ("screen", true, true),
      ("linux", true, true), ("putty", true, true), ("vt220", true, true), ("vt100", true, false),
      ("ansi", true, true),
      ("weird-16color", true, true), ("something", true, false), ("DUMB", false, false),
      ("UNKNOWN", false, false),
      ("network", false, false), ("", false, false),
    ]) func a_terminals_name_tells_what_it_understands(name: String, canDraw: Bool, hasColor: Bool)
  {
    #expect(TerminalKind(name: name) == TerminalKind(canDraw: canDraw, hasColor: hasColor))
  }
}
