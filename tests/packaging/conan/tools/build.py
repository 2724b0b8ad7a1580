def check_min_cppstd(conanfile, cppstd):
    conanfile.checked_cppstd = cppstd
