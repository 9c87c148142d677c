import Files
import Glibc

/// A data set as it lies on the disk, and what was left aside.
///
/// Nothing is decoded, and no file is opened but a CSV.
public struct DatasetScan: Sendable, Equatable {
  public let dataset: Dataset
  /// Files that are no images by their name, and hidden files and folders. 0 for a CSV.
  public let ignoredFiles: Int
  /// Relative paths of images in formats that Graft does not read (`.webp`, `.bmp`, `.gif`, `.tif`,
  /// `.tiff`, `.heic`, `.heif`, `.avif`), in byte order. They are no items. Empty for a CSV, which
  /// lists what it wants: there the reader of the image decides.
  public let unsupportedFiles: [String]
  /// Relative paths of links to folders that lead where the scan has already been.
  public let skippedLinks: [String]
  /// Items without a group although grouping was asked for: they stand alone.
  public let ungroupedItems: Int

  /// Reads `root/class/…/image.jpg`, `root/{train,val,test}/class/…/image.jpg` or a CSV file.
  ///
  /// Images end in `.jpg`, `.jpeg` or `.png`, in any case. Folders within a class may be nested.
  /// - Parameter path: A folder or a CSV file.
  /// - Throws: ``DatasetError``; its ``DatasetError/category-swift.property`` says whose mistake.
  public init(of path: String, options: ScanOptions = ScanOptions()) throws(DatasetError) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      let isMissing = errno == ENOENT || errno == ENOTDIR
      throw .file(isMissing ? .missing(path: path) : .cannotRead(path: path, code: errno))
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: self = try FolderReader(root: path, options: options).scan()
    case S_IFREG: self = try TableReader(path: path, options: options).scan()
    default: throw .notAFolder(path: path)
    }
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
