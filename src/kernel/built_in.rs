//! Values that are made of files built into the program. A debug build makes them anew when a file in
//! the source folder has changed, so that words and styles are seen without a build.

#[cfg(not(debug_assertions))]
use std::sync::OnceLock;

/// A value made of a folder's files, once in a release build.
pub struct BuiltIn<T: 'static> {
    make: fn() -> T,
    #[cfg(not(debug_assertions))]
    made: OnceLock<T>,
    #[cfg(debug_assertions)]
    reloading: reloading::Reloading<T>,
}

#[cfg(not(debug_assertions))]
impl<T> BuiltIn<T> {
    /// What `make` makes of the files of `folder`.
    pub const fn new(_folder: &'static str, make: fn() -> T) -> Self {
        Self {
            make,
            made: OnceLock::new(),
        }
    }

    /// The value.
    pub fn get(&'static self) -> &'static T {
        self.made.get_or_init(self.make)
    }
}

#[cfg(debug_assertions)]
impl<T: Sync> BuiltIn<T> {
    /// What `make` makes of the files of `folder`, an absolute path.
    pub const fn new(folder: &'static str, make: fn() -> T) -> Self {
        Self {
            make,
            reloading: reloading::Reloading::new(folder, reloading::LOOK_EVERY),
        }
    }

    /// The value, as its files are now.
    pub fn get(&'static self) -> &'static T {
        self.reloading.get(self.make)
    }
}

#[cfg(debug_assertions)]
mod reloading {
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::sync::{PoisonError, RwLock};
    use std::time::{Duration, Instant, SystemTime};

    /// Files are looked at no more often.
    pub(super) const LOOK_EVERY: Duration = Duration::from_secs(1);

    /// The value with the time of its newest file. Values before it are leaked, because pages may
    /// still hold them.
    pub(super) struct Reloading<T: 'static> {
        folder: &'static str,
        every: Duration,
        made: RwLock<Option<Made<T>>>,
    }

    struct Made<T: 'static> {
        value: &'static T,
        newest: Option<SystemTime>,
        looked_at: Instant,
    }

    impl<T> Reloading<T> {
        pub(super) const fn new(folder: &'static str, every: Duration) -> Self {
            Self {
                folder,
                every,
                made: RwLock::new(None),
            }
        }

        pub(super) fn get(&self, make: fn() -> T) -> &'static T {
            let made = self.made.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(made) = made
                .as_ref()
                .filter(|made| made.looked_at.elapsed() < self.every)
            {
                return made.value;
            }
            drop(made);
            let mut made = self.made.write().unwrap_or_else(PoisonError::into_inner);
            let newest = newest(Path::new(self.folder));
            let unchanged = made.as_ref().filter(|made| made.newest == newest);
            let value = match unchanged {
                Some(made) => made.value,
                None => Box::leak(Box::new(make())),
            };
            *made = Some(Made {
                value,
                newest,
                looked_at: Instant::now(),
            });
            value
        }
    }

    /// When a file below `folder` was written last; none where the program runs without its sources.
    fn newest(folder: &Path) -> Option<SystemTime> {
        let mut newest = None;
        let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                match entry.metadata() {
                    Ok(found) if found.is_dir() => folders.push(entry.path()),
                    Ok(found) => newest = newest.max(found.modified().ok()),
                    Err(_) => {}
                }
            }
        }
        newest
    }

    #[cfg(test)]
    mod tests {
        use std::sync::atomic::{AtomicU32, Ordering};

        use super::*;

        static TIMES: AtomicU32 = AtomicU32::new(0);

        fn count() -> u32 {
            TIMES.fetch_add(1, Ordering::SeqCst) + 1
        }

        #[test]
        fn a_value_is_made_anew_when_a_file_has_changed() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("below/words.toml");
            fs::create_dir(path.parent().unwrap()).unwrap();
            fs::write(&path, "a").unwrap();
            let root = folder.path().to_str().unwrap().to_owned();
            let value = Reloading::new(Box::leak(root.into_boxed_str()), Duration::ZERO);
            assert_eq!(value.get(count), &1);
            assert_eq!(value.get(count), &1, "nothing has changed");
            let written = fs::metadata(&path).unwrap().modified().unwrap();
            let later = written + Duration::from_secs(5);
            fs::File::open(&path).unwrap().set_modified(later).unwrap();
            assert_eq!(value.get(count), &2);
        }
    }
}
