import Files
import Glibc

/// A data set as it lies on the disk, and what was left aside.
///
/// Nothing is decoded, and no file is opened but a CSV.
public struct DatasetScan: Sendable, Equatable {
  public let dataset: Dataset
  /// Files that are no images by their name, and hidden files and folders. 0 for a CSV.
  public let ignoredFiles: Int
  /// Relative paths of images in formats that Graft does not read (`.bmp`, `.gif`, `.tif`, `.tiff`,
  /// `.heic`, `.heif`, `.avif`), in byte order. They are no items. Empty for a CSV, which
  /// lists what it wants: there the reader of the image decides.
  public let unsupportedFiles: [String]
  /// Relative paths of links to folders that lead where the scan has already been.
  public let skippedLinks: [String]
  /// Items without a group although grouping was asked for: they stand alone.
  public let ungroupedItems: Int

  /// Reads `root/class/…/image.jpg`, `root/{train,val,test}/class/…/image.jpg`, a CSV file, or the binary files of
  /// MNIST, CIFAR-10 or CIFAR-100 in a folder (also gzipped) or a tar archive.
  ///
  /// Images end in `.jpg`, `.jpeg`, `.png` or `.webp`, in any case. Folders within a class may be nested.
  /// - Parameters:
  ///   - path: A folder, a CSV file or a tar archive.
  ///   - cache: Where the listing of a large folder tree is kept; `nil` to read it anew.
  /// - Throws: ``DatasetError``; its ``DatasetError/category-swift.property`` says whose mistake.
  public init(
    of path: String, options: ScanOptions = ScanOptions(), cache: ListingCache? = nil
  ) throws(DatasetError) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      let isMissing = errno == ENOENT || errno == ENOTDIR
      throw .file(isMissing ? .missing(path: path) : .cannotRead(path: path, code: errno))
    }
    let scan: DatasetScan
    switch status.st_mode & S_IFMT {
    case S_IFDIR:
      if let archive = ArchiveReader(ArchiveMembers(folder: path), options: options) {
        scan = try archive.scan()
      } else {
        scan = try FolderReader(root: path, options: options, cache: cache).scan()
      }
    case S_IFREG where ArchiveMembers.isTar(path):
      guard let archive = ArchiveReader(try ArchiveMembers(tar: path), options: options) else {
        throw .archive(
          path: path,
          problem: "holds no binary files of MNIST or CIFAR; unpack it and give the folder")
      }
      scan = try archive.scan()
    case S_IFREG where ArchiveMembers.isMember(path):
      throw .archive(
        path: path, problem: "one file of a data set; give the folder that holds all of them")
    case S_IFREG: scan = try TableReader(path: path, options: options).scan()
    default: throw .notAFolder(path: path)
    }
    self = try scan.naming(options.classNames)
  }

  /// - Parameter classNames: A file; `nil` for the classes as they are called.
  private func naming(_ classNames: String?) throws(DatasetError) -> DatasetScan {
    guard let classNames else { return self }
    let names = try ClassNames(reading: classNames)
    return DatasetScan(
      dataset: Dataset(
        root: dataset.root, classes: try names.names(of: dataset.classes), items: dataset.items,
        splits: dataset.splits),
      ignoredFiles: ignoredFiles, unsupportedFiles: unsupportedFiles, skippedLinks: skippedLinks,
      ungroupedItems: ungroupedItems)
  }

  init(
    dataset: Dataset, ignoredFiles: Int = 0, unsupportedFiles: [String] = [],
    skippedLinks: [String] = [], ungroupedItems: Int = 0
  ) {
    self.dataset = dataset
    self.ignoredFiles = ignoredFiles
    self.unsupportedFiles = unsupportedFiles
    self.skippedLinks = skippedLinks
    self.ungroupedItems = ungroupedItems
  }
}
