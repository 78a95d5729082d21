; Installs Brandish for this user, without an administrator. package.sh gives VERSION, STAGED and OUT. NOT YET RUN.
; Uninstalling leaves settings, history, brands, models and pictures.
Unicode true
Name "Brandish"
OutFile "${OUT}"
RequestExecutionLevel user
SetCompressor /SOLID lzma
InstallDir "$LOCALAPPDATA\Programs\Brandish"
Icon "..\..\assets\icon\brandish.ico"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Brandish"
!define CLASSES "Software\Classes"

Page directory
Page instfiles
UninstPage uninstConfirm
UninstPage instfiles

!macro Associate ENDING KIND WORDS
  WriteRegStr HKCU "${CLASSES}\.${ENDING}\OpenWithProgids" "Brandish.${KIND}" ""
  WriteRegStr HKCU "${CLASSES}\Brandish.${KIND}" "" "${WORDS}"
  WriteRegStr HKCU "${CLASSES}\Brandish.${KIND}\DefaultIcon" "" "$INSTDIR\brandish.exe,0"
  WriteRegStr HKCU "${CLASSES}\Brandish.${KIND}\shell\open\command" "" '"$INSTDIR\brandish.exe" "%1"'
!macroend

!macro Dissociate ENDING KIND
  DeleteRegValue HKCU "${CLASSES}\.${ENDING}\OpenWithProgids" "Brandish.${KIND}"
  DeleteRegKey HKCU "${CLASSES}\Brandish.${KIND}"
!macroend

Section
  SetOutPath "$INSTDIR"
  File /r "${STAGED}\*"
  CreateShortCut "$SMPROGRAMS\Brandish.lnk" "$INSTDIR\brandish.exe"
  !insertmacro Associate "brandish-persona" "brand" "Brandish brand"
  !insertmacro Associate "safetensors" "model" "Safetensors model"
  !insertmacro Associate "gguf" "language" "GGUF language model"
  !insertmacro Associate "png" "picture" "Picture"
  !insertmacro Associate "jpg" "picture" "Picture"
  !insertmacro Associate "webp" "picture" "Picture"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "Brandish"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\brandish.exe"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
SectionEnd

Section "Uninstall"
  !insertmacro Dissociate "brandish-persona" "brand"
  !insertmacro Dissociate "safetensors" "model"
  !insertmacro Dissociate "gguf" "language"
  !insertmacro Dissociate "png" "picture"
  !insertmacro Dissociate "jpg" "picture"
  !insertmacro Dissociate "webp" "picture"
  DeleteRegKey HKCU "${UNINSTALL}"
  Delete "$SMPROGRAMS\Brandish.lnk"
  RMDir /r "$INSTDIR\assets"
  Delete "$INSTDIR\brandish.exe"
  Delete "$INSTDIR\brandish.com"
  Delete "$INSTDIR\*.md"
  Delete "$INSTDIR\LICENSE*"
  Delete "$INSTDIR\THIRD-PARTY.txt"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
SectionEnd
