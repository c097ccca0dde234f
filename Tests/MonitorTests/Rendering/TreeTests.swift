// Trees of values: who stands under whom, what is folded, and how it is drawn.
import Testing

@testable import MonitorServer
@testable import TaskRegistry

struct TreeTests {
  /// Lines as text: the id, or what stands for several.
  private func draw(
    _ links: [TaskLink], from root: Int? = nil, standings: [Int32]? = nil, style: TreeStyle = .ascii,
    depthLimit: Int = Tree.depthLimit
  ) -> [String] {
    var tree = Tree(links)
    if let standings { tree.fold(by: standings) }
    var walk = TreeWalk(tree, from: root, depthLimit: depthLimit)
    var lines: [String] = []
    while let step = walk.next() {
      var text = TextBuffer()
      switch step.line {
      case .task(let position):
        text.append(branchOf: step, isCreated: tree.isCreated[position], style: style)
        text.append(links[position].id)
      case .folded(let siblings, let tasks, let like):
        text.append(branchOf: step, isCreated: tree.isCreated[like], style: style)
        text.append(siblings)
        text.append(" like ")
        text.append(links[like].id)
        text.append(" of ")
        text.append(tasks)
      case .deeper(let tasks, let position):
        text.append(branchOf: step, isCreated: false, style: style)
        text.append(tasks)
        text.append(" below ")
        text.append(links[position].id)
      }
      lines.append(String(decoding: text.bytes, as: UTF8.self))
    }
    return lines
  }

  private static let family = [
    TaskLink(id: 1), TaskLink(id: 2, parent: 1, creator: 1), TaskLink(id: 3, parent: 2, creator: 2),
    TaskLink(id: 4, creator: 2), TaskLink(id: 5, parent: 1, creator: 1), TaskLink(id: 6, creator: 5),
    TaskLink(id: 7, creator: 99), TaskLink(id: 8, parent: 98, creator: 7),
  ]

  @Test("Children stand under their parents, others under creators that live, the rest at the root")
  func ascii() {
    #expect(
      draw(Self.family) == [
        "1", "|- 2", "|  |- 3", "|  `~ 4", "`- 5", "   `~ 6", "7", "`~ 8",
      ])
    #expect(draw(Self.family, from: 1) == ["2", "|- 3", "`~ 4"])
    #expect(draw([]).isEmpty)
  }

  @Test("In a terminal the branches are lines")
  func boxes() {
    #expect(
      draw(Self.family, style: .boxes) == [
        "1", "├─ 2", "│  ├─ 3", "│  └┄ 4", "└─ 5", "   └┄ 6", "7", "└┄ 8",
      ])
  }

  @Test("Whatever relations are torn, every task stands in one place")
  func torn() {
    let links = [
      TaskLink(id: 1, parent: 3), TaskLink(id: 2, parent: 1, creator: 3),
      TaskLink(id: 3, parent: 3, creator: 2),
      TaskLink(id: 4, parent: .max, creator: 5), TaskLink(id: 5, creator: 4), TaskLink(id: .max, parent: 4),
    ]
    #expect(draw(links) == ["1", "`- 2", "   `~ 3", "4", "|~ 5", "`- 18446744073709551615"])
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<100 {
      let any = (1...50).map { id in
        TaskLink(
          id: UInt64(id), parent: .random(in: 0...60, using: &generator),
          creator: .random(in: 0...60, using: &generator))
      }
      var walk = TreeWalk(Tree(any), from: nil, depthLimit: .max)
      var seen: [Int] = []
      while let step = walk.next() {
        if case .task(let position) = step.line { seen.append(position) }
      }
      #expect(seen.sorted() == Array(0..<50))
    }
  }

  @Test("Many siblings that are alike are three and a count, where the first of the others would stand")
  func folding() {
    let links = (1...10).map { TaskLink(id: $0, parent: $0 == 1 ? 0 : 1) }
    #expect(
      draw(links, standings: [1, 2, 2, 3, 2, 2, 2, 2, 2, 4]) == [
        "1", "|- 2", "|- 3", "|- 4", "|- 5", "|- 4 like 6 of 4", "`- 10",
      ])
    // Five are not worth a fold.
    #expect(draw(links, standings: [1, 2, 2, 3, 2, 2, 2, 5, 5, 4]).count == 10)
    // Nor is anything, if that is not asked for.
    #expect(draw(links).count == 10)
  }

  @Test(
    "Alike are only those with the same below them, children and created ones told apart, in whatever order")
  func likeness() {
    // Eight tasks at the root, each with two below; of the last two, one has others below and one a created one.
    var links = (1...8).map { TaskLink(id: UInt64($0)) }
    for parent in 1...8 as ClosedRange<UInt64> {
      links.append(TaskLink(id: 7 + 2 * parent, parent: parent))
      links.append(
        parent == 8
          ? TaskLink(id: 8 + 2 * parent, creator: parent) : TaskLink(id: 8 + 2 * parent, parent: parent))
    }
    var standings = [Int32](repeating: 1, count: 24)
    for parent in 1...8 {
      // In the other order for each second one.
      standings[6 + 2 * parent] = parent % 2 == 0 ? 2 : 3
      standings[7 + 2 * parent] = parent % 2 == 0 ? 3 : 2
    }
    standings[6 + 2 * 7] = 4
    #expect(
      draw(links, standings: standings) == [
        "1", "|- 9", "`- 10", "2", "|- 11", "`- 12", "3", "|- 13", "`- 14", "3 like 4 of 9", "7", "|- 21",
        "`- 22",
        "8", "|- 23", "`~ 24",
      ])
  }

  @Test("A chain is drawn down to the limit, and what is deeper is counted")
  func depth() {
    let chain = (1...10).map { TaskLink(id: $0, parent: $0 - 1) }
    #expect(draw(chain, depthLimit: 3) == ["1", "`- 2", "   `- 3", "      `- 7 below 3"])
    #expect(draw(Array(chain[..<3]), depthLimit: 3) == ["1", "`- 2", "   `- 3"])
    let long = (1...5_000).map { TaskLink(id: $0, parent: $0 - 1) }
    #expect(draw(long).count == Tree.depthLimit + 1)
    #expect(Tree(long).sizes[0] == 5_000)
  }
}
