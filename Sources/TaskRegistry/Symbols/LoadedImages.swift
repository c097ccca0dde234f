// Finds the image an address is in, and asks that image's tables. It reads each image's file once.

/// The images that are loaded in the process.
struct LoadedImages: ~Copyable {
  private struct Image {
    var name: String
    var elf: ElfFile
    var bias: UInt64
    var functions: FunctionTable
    var lines: LineTable
    var frames: FrameTable?
  }

  /// An executable mapping, and the image it is of.
  private struct Region {
    var mapping: MemoryMapping
    /// `nil` as long as no address in it was asked for.
    var image: Image??
  }

  private var regions: [Region] = []
  /// Where the first page of each file is.
  private var heads: [MemoryMapping] = []
  private let read: () -> [MemoryMapping]

  init(reading read: @escaping () -> [MemoryMapping] = { MemoryMap.current() }) { self.read = read }

  /// Whether an image is loaded there, as far as is known.
  func contains(_ address: UInt) -> Bool { regions.contains { $0.mapping.addresses.contains(address) } }

  /// Looks again at what is loaded; what is known of images that still are stays.
  mutating func refresh() {
    let known = regions
    let mappings = read().filter { $0.path.hasPrefix("/") }
    heads = mappings.filter { $0.fileOffset == 0 }
    regions = mappings.filter(\.isExecutable).map { mapping in
      known.first { $0.mapping == mapping } ?? Region(mapping: mapping, image: nil)
    }
  }

  /// The function at that address; `nil` where no symbol covers it.
  mutating func record(at address: UInt) -> SymbolRecord? {
    guard let image = image(at: address) else { return nil }
    let place = UInt64(address) &- image.bias
    guard let function = image.functions.function(at: place) else { return nil }
    let line = image.lines.line(at: place, in: function.addresses)
    return SymbolRecord(rawName: function.name, image: image.name, path: line?.path, line: line?.number ?? 0)
  }

  /// What the unwind tables say of the instruction at that address; `nil` where they say nothing.
  mutating func frameRule(at address: UInt) -> FrameRule? {
    guard let image = image(at: address), var rule = image.frames?.rule(at: UInt64(address) &- image.bias)
    else { return nil }
    rule.function &+= image.bias
    return rule
  }

  private mutating func image(at address: UInt) -> Image? {
    guard let index = regions.firstIndex(where: { $0.mapping.addresses.contains(address) }) else {
      return nil
    }
    if regions[index].image == nil { regions[index].image = .some(load(regions[index].mapping)) }
    return regions[index].image ?? nil
  }

  /// The variables of the program's images whose raw names are wanted, each with its address in the process.
  mutating func variables(where isWanted: @Sendable (String) -> Bool) -> [UInt: String] {
    var variables: [UInt: String] = [:]
    for index in regions.indices {
      if regions[index].image == nil { regions[index].image = .some(load(regions[index].mapping)) }
      guard let image = regions[index].image ?? nil, !SystemNames.isSystemImage(image.name) else { continue }
      for (address, name) in VariableTable.variables(of: image.elf, where: isWanted) {
        variables[UInt(address &+ image.bias)] = name
      }
    }
    return variables
  }

  private func load(_ mapping: MemoryMapping) -> Image? {
    // Code of one file may be mapped in several pieces; its tables are kept once.
    for case .some(.some(let image)) in regions.lazy.filter({ $0.mapping.isSameFile(as: mapping) }).map(
      \.image)
    where image.elf.loadBias(of: mapping) == image.bias {
      return image
    }
    // The kernel's link to the running program leads to its file even when that has been replaced or removed.
    guard
      let head = heads.first(where: { $0.isSameFile(as: mapping) })?.addresses.lowerBound,
      let file = [mapping.path, "/proc/self/exe"].lazy.compactMap(MappedFile.init).first(where: {
        $0.isLoaded(at: head)
      }),
      let elf = ElfFile(file), let bias = elf.loadBias(of: mapping)
    else { return nil }
    let name = mapping.path.split(separator: "/").last.map(String.init) ?? mapping.path
    return Image(
      name: name, elf: elf, bias: bias, functions: FunctionTable(of: elf), lines: LineTable(of: elf),
      frames: FrameTable(of: elf))
  }
}
