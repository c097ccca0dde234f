// The name of an object's class, and that garbage has none.
import Testing

@testable import TaskRegistry

private actor Warehouse {}
private actor Shelf<Content> { var content: [Content] = [] }
private final class Crate { var weight = 1 }

@Suite struct ObjectTypeTests {
  private func name(of object: AnyObject) -> String? {
    ObjectType.name(ofObjectAt: UInt(bitPattern: Unmanaged.passUnretained(object).toOpaque()))
  }

  @Test func an_actor_and_a_class_are_named_without_their_module() {
    withExtendedLifetime((Warehouse(), Crate())) { actor, object in
      #expect(name(of: actor) == "Warehouse")
      #expect(name(of: object) == "Crate")
    }
  }

  @Test func a_generic_actor_is_named_without_its_arguments() {
    withExtendedLifetime((Shelf<Int>(), Shelf<[String: Crate]>())) { numbers, crates in
      #expect(name(of: numbers) == "Shelf")
      #expect(name(of: crates) == "Shelf")
    }
  }

  @Test(arguments: [0, 8, 4_096, 1 << 47, UInt.max])
  func an_address_without_an_object_has_none(address: UInt) {
    #expect(ObjectType.name(ofObjectAt: address) == nil)
  }

  @Test func words_that_are_no_object_have_none() throws {
    let pages = try GuardedPages()
    #expect(ObjectType.name(ofObjectAt: pages.place([UInt8](repeating: 0, count: 64))) == nil)
    #expect(ObjectType.name(ofObjectAt: pages.place([UInt8](repeating: 0xAB, count: 64))) == nil)
    // Points to itself, as metadata whose kind is an address.
    let start = UInt(bitPattern: pages.start)
    for word in 0..<512 { pages.start.storeBytes(of: start, toByteOffset: word * 8, as: UInt.self) }
    #expect(ObjectType.name(ofObjectAt: start) == nil)
  }
}
